"""What a bank's words mean: every wording that was found, and what is never taken for a success."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aid_ledger.payments.wordings import what_both_say, what_is_said
from aid_ledger.words import known, reason, reason_fix

FOUND = {
    "name-mismatch": ["户名不符,原户名为[李四]", "账号户名不符", "户名错"],
    "no-such-account": ["无效卡号", "无此账户", "账号错误", "单位编号错误或者卡号不存在", "存折号码有误"],
    "account-closed": ["已销户", "已清户", "账户已关户"],
    "account-frozen": ["账户已冻结", "完全冻结", "只进不出", "账户被临时锁定"],
    "card-lost": ["已挂失卡", "已挂失折"],
    "account-bad-state": ["过期卡", "磁卡未生效", "介质状态异常", "账户状态错误", "账户状态不正常"],
    "account-dormant": ["长期不动户"],
    "account-wrong-type": ["非个人活期结算户", "非活期账号"],
    "id-mismatch": ["证件类型和证件号错误"],
    "wrong-bank": ["卡号所属银行与发卡行不一致"],
    "bank-returned": ["退票"],
    "bank-amount": ["原始金额不正确", "金额错误"],
    "bank-failure": ["失败", "交易失败", "未成功", "交易不成功"],
}

LIKELY = {
    "name-mismatch": ["户名与卡号不符", "收款人名称不符", "姓名与账号不符", "户名为空"],
    "no-such-account": ["账号无效", "查无此户", "账号位数不对", "卡号有误"],
    "account-closed": ["账户注销", "销户", "账户已销"],
    "account-frozen": ["账户冻结", "司法冻结", "账户被管控", "暂停非柜面交易", "卡冻结"],
    "account-bad-state": ["账户不可用", "证件已过期", "收款账户异常"],
    "account-dormant": ["久悬"],
    "account-wrong-type": ["二类户超限", "超出账户限额"],
    "id-mismatch": ["身份证不符"],
    "wrong-bank": ["非本行账户", "联行号错误"],
}
"""As banks are likely to write it, seen nowhere yet."""
WORDS = [(code, text) for one in (FOUND, LIKELY) for code, texts in one.items() for text in texts]


@pytest.mark.parametrize(("code", "text"), WORDS)
def test_every_wording_that_was_found_has_its_reason(code: str, text: str) -> None:
    assert what_is_said(text) == ("failed", code)
    assert what_is_said(f" 处理失败： {text} ")[0] == "failed"
    assert what_is_said(text.replace("账", "帐")) == ("failed", code)


@pytest.mark.parametrize("text", ["重复业务", "重复交易，拒绝", "交易失败：重复报送"])
def test_what_the_bank_has_twice_is_neither_paid_nor_failed(text: str) -> None:
    assert what_is_said(text) == ("duplicate", "bank-duplicate")
    for status in ("失败", "", "处理中", "A17"):
        assert what_both_say(status, text, has_status=True).result == "duplicate"
    assert what_both_say("成功", text, has_status=True).result == "contradict"
    assert what_both_say("", text, has_status=False).result == "duplicate"


def test_every_reason_has_words_and_something_to_do() -> None:
    assert set(FOUND) <= known("reason")
    assert all(reason(code, lang) and reason_fix(code, lang) for code in FOUND for lang in ("zh", "en"))


@pytest.mark.parametrize(
    "text", ["成功", "交易成功", "处理成功", " 成 功 ", "0000-交易成功", "交易成功(000000)", "已发放", "SUCCESS"]
)
def test_a_success_is_the_whole_text(text: str) -> None:
    assert what_is_said(text).result == "ok"


@pytest.mark.parametrize("text", ["处理中", "已发送银行", "受理成功", "提交成功", "待发放", "等待银行处理", "结果未知"])
def test_what_is_not_over_is_pending(text: str) -> None:
    assert what_is_said(text).result == "pending"


@pytest.mark.parametrize(
    "text", ["部分成功", "退票后重发成功", "户名不符，人工处理成功", "A17成功", "??", "E4032", "1", "原交易成功已撤销"]
)
def test_what_is_not_known_is_neither_success_nor_failure(text: str) -> None:
    assert what_is_said(text).result == "unknown"


@given(st.text(max_size=12), st.text(max_size=12))
def test_words_around_a_success_never_leave_one_that_was_not_said(before: str, after: str) -> None:
    text = f"{before}成功{after}"
    if what_is_said(text).result == "ok":
        assert what_is_said(f"不{text}").result != "ok"
        assert not any(sign.isalpha() and ord(sign) < 128 and sign.lower() not in "success" for sign in before + after)


@pytest.mark.parametrize(
    ("status", "why", "result", "code"),
    [
        ("成功", "", "ok", ""),
        ("成功", "0000", "ok", ""),
        ("成功", "无", "ok", ""),
        ("成功", "交易成功", "ok", ""),
        ("成功", "账户已冻结", "contradict", ""),
        ("成功", "处理中", "contradict", ""),
        ("成功", "见附件", "unknown", ""),
        ("失败", "户名不符", "failed", "name-mismatch"),
        ("户名不符", "失败", "failed", "name-mismatch"),
        ("失败", "", "failed", "bank-failure"),
        ("失败", "E4032", "failed", "bank-failure"),
        ("失败", "交易成功", "contradict", ""),
        ("处理中", "", "pending", ""),
        ("处理中", "户名不符", "contradict", ""),
        ("", "", "pending", ""),
        ("", "交易成功", "pending", ""),
        ("", "户名不符", "pending", ""),
        ("X", "交易成功", "unknown", ""),
    ],
)
def test_result_and_reason_together(status: str, why: str, result: str, code: str) -> None:
    assert what_both_say(status, why, has_status=True) == (result, code)


@pytest.mark.parametrize(
    ("why", "result"), [("交易成功", "ok"), ("户名不符", "failed"), ("", "pending"), ("Q", "unknown")]
)
def test_where_the_bank_has_no_column_of_results_its_message_is_the_result(why: str, result: str) -> None:
    assert what_both_say("", why, has_status=False).result == result
