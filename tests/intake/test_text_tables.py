"""CSV and its kin: each encoding and delimiter that offices send, and what is no table."""

from __future__ import annotations

import pytest

from aid_ledger.errors import FindingsError
from aid_ledger.intake import read_file
from aid_ledger.intake.containers import sniff
from tests.intake.books import an_id

ROWS = [
    ["序号", "姓名", "身份证件号", "学籍号", "学校名称", "年级", "班级", "就读方式", "备注"],
    ["1", "王小明", an_id(1), "G" + an_id(1), "示例县第一小学", "三年级", "1班", "住校", "转入，三月"],
    ["2", "李·阿依", an_id(2), "G" + an_id(2), "示例县第一小学", "三年级", "1班", "走读", ""],
]


def text(delimiter: str, end: str = "\r\n") -> str:
    def cell(value: str) -> str:
        return f'"{value}"' if delimiter in value else value

    return end.join(delimiter.join(map(cell, row)) for row in ROWS) + end


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", "|", ";"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_the_same_list_is_read_from_every_form(encoding: str, delimiter: str, end: str) -> None:
    reading = read_file(text(delimiter, end).encode(encoding), "在校生名册_20230408-2人.csv")
    [table] = reading.tables
    assert (table.kind, table.sheet, table.header_row) == ("roster", "在校生名册_20230408-2人", 1)
    assert table.frame[["row", "student_name", "id_no", "boarding"]].to_numpy().tolist() == [
        [2, "王小明", an_id(1), "住校"], [3, "李·阿依", an_id(2), "走读"],
    ]  # fmt: skip


def test_what_keeps_excel_from_a_number_is_taken_off() -> None:
    rows = text(",").replace(an_id(1), f'="{an_id(1)}"', 1).replace(an_id(2), f"\t{an_id(2)}", 1)
    [table] = read_file(rows.encode("gb18030"), "名册.csv").tables
    assert table.frame["id_no"].tolist() == [an_id(1), an_id(2)]


def test_a_number_that_excel_has_cut_is_damaged() -> None:
    [table] = read_file(text(",").replace(an_id(1), "9.90101E+17", 1).encode(), "名册.csv").tables
    assert [finding.name for finding in table.findings] == ["number-too-long"]


def test_a_wrong_extension_decides_nothing() -> None:
    assert sniff(text("\t").encode("gb18030"), "名册.xls") == "csv"


def test_rows_of_another_width_are_filled() -> None:
    [table] = read_file((text(",") + "合计,2\n").encode(), "名册.csv").tables
    assert (len(table.frame), table.last_row) == (2, 4)


@pytest.mark.parametrize(
    "data",
    [
        "此致\n敬礼\n".encode(), b"<note>a,b</note>\n<note>a,b</note>", b"\x00\x01,\x02\n1,2\n",
        b"\xff\xfe\x00\xd8", "┌─┬─┐\n│a│b│\n└─┴─┘\n".encode("gb18030"), b"one line, no more",
    ],
    ids=["a letter", "other markup", "control signs", "half a sign", "boxes", "one line"],
)  # fmt: skip
def test_what_is_no_table_is_said(data: bytes) -> None:
    with pytest.raises(FindingsError) as error:
        sniff(data, "名册.csv")
    assert [finding.name for finding in error.value.findings] == ["container-unknown"]


def test_a_text_too_large_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    from aid_ledger.intake.containers import texts

    monkeypatch.setattr(texts, "MOST_TEXT", 100)
    with pytest.raises(FindingsError) as error:
        read_file(text(",").encode(), "名册.csv")
    assert error.value.findings[0].name == "text-too-large"


@pytest.mark.parametrize("cut", range(1, 4))
def test_the_beginning_of_a_text_may_end_within_a_sign(monkeypatch: pytest.MonkeyPatch, cut: int) -> None:
    from aid_ledger.intake.containers import sniffing

    data = text(",").encode("gb18030")
    monkeypatch.setattr(sniffing, "BEGINNING", len(data) - 30 - cut)
    assert len(read_file(data, "名册.csv").tables[0].frame) == 2


def test_a_text_that_breaks_off_later_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    from aid_ledger.intake.containers import sniffing

    data = text(",").encode("gb18030")
    monkeypatch.setattr(sniffing, "BEGINNING", len(data))
    with pytest.raises(FindingsError) as error:
        read_file(data + b"\xff\xff\xff", "名册.csv")
    assert error.value.findings[0].name == "workbook-unreadable"


def test_a_text_of_too_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from aid_ledger.intake.containers import sheets

    monkeypatch.setattr(sheets, "MOST_CELLS", 20)
    with pytest.raises(FindingsError) as error:
        read_file(text(",").encode(), "名册.csv")
    assert error.value.findings[0].name == "sheet-too-large"
