(function () {
  "use strict";
  var words = read("data-words"), files = read("data-files"), found = read("data-findings"), schools = read("data-schools");
  var lines = null; // read when first asked for: it is the largest
  var PAGE = 50, FEW = 5;

  function read(id) { return JSON.parse(document.getElementById(id).textContent); }
  function byId(id) { return document.getElementById(id); }
  function say(name, params) {
    return words[name].replace(/\[(\w+)\]/g, function (all, key) { return params && key in params ? params[key] : all; });
  }
  function make(name, look, text) {
    var one = document.createElement(name);
    if (look) { one.className = look; }
    if (text !== undefined) { one.textContent = text; }
    return one;
  }
  function clear(place) { while (place.firstChild) { place.removeChild(place.firstChild); } }
  function grouped(number) { return String(number).replace(/\B(?=(\d{3})+$)/g, ","); }
  function yuan(fen) {
    var plain = Math.abs(fen), cents = String(plain % 100);
    return (fen < 0 ? "\u2212" : "") + grouped(Math.floor(plain / 100)) + "." + (cents.length < 2 ? "0" : "") + cents;
  }
  function later(act) {
    var timer = 0;
    return function () { clearTimeout(timer); timer = setTimeout(act, 120); };
  }

  // --- columns: what repeats is said once ---
  function place(column, row) { return typeof column.i === "number" ? column.i : column.i[row]; }
  function value(column, row) {
    var head = column.d[place(column, row)];
    if (column.t === undefined) { return head; }
    if (!column.tails) { column.tails = column.t.split("\n"); }
    return head + column.tails[row];
  }
  function starts(column, count) { // where the row numbers of each row's cells begin
    if (!column.starts) {
      var at = 0, all = new Int32Array(count + 1), sizes = column.p.map(function (pattern) {
        return pattern === "" ? 0 : pattern.split(";").filter(function (part) { return part.indexOf(":") > 0; }).length;
      });
      for (var row = 0; row < count; row += 1) { all[row] = at; at += sizes[place(column, row)]; }
      column.starts = all;
    }
    return column.starts;
  }
  function cells(column, row, count) {
    var pattern = column.p[place(column, row)];
    if (pattern === undefined || pattern === "") { return []; }
    var at = starts(column, count)[row];
    return pattern.split(";").map(function (part) {
      var cut = part.split(":"), sheet = column.s[+cut[0]], slash = sheet.indexOf("/");
      return {
        digest: slash < 0 ? "" : sheet.slice(0, slash), sheet: slash < 0 ? sheet : sheet.slice(slash + 1),
        cell: cut.length > 1 ? cut[1] + column.r[at++] : ""
      };
    });
  }
  function theLines() { return lines || (lines = read("data-lines")); }

  // --- a table of many rows, a page at a time ---
  var onPaper = []; // what each short table does before (true) and after (false) the page is printed
  function grid(where, columns, options) {
    var rows = [], page = 0, size = options.size || PAGE;
    if (options.sheet) {
      var before = null;
      onPaper.push(function (paper) {
        if (paper && before === null) {
          before = [size, page];
          size = PAGE;
          page = 0;
          draw();
          if (rows.length > PAGE) {
            where.appendChild(make("p", "rest", say("rest-in-book", { rows: grouped(rows.length - PAGE), sheet: options.sheet })));
          }
        } else if (!paper && before !== null) {
          size = before[0];
          page = before[1];
          before = null;
          draw();
        }
      });
    }
    function draw() {
      clear(where);
      if (!rows.length) { where.appendChild(make("p", "asks", say("nothing"))); return; }
      var table = make("table", "grid"), head = make("tr"), body = make("tbody");
      columns.forEach(function (column) {
        var cell = make("th", column.num ? "num" : "");
        cell.scope = "col";
        if (column.sort) {
          var button = make("button", "", column.head);
          button.type = "button";
          button.addEventListener("click", function () { column.sort(); });
          cell.appendChild(button);
        } else { cell.textContent = column.head; }
        head.appendChild(cell);
      });
      rows.slice(page * size, page * size + size).forEach(function (row) {
        var one = make("tr", options.under ? "live" : "");
        columns.forEach(function (column) {
          one.appendChild(make("td", column.num ? "num" : "", column.text(row)));
        });
        if (options.under) {
          one.tabIndex = 0;
          one.addEventListener("click", function () { unfold(one, row); });
          one.addEventListener("keydown", function (event) { if (event.key === "Enter") { unfold(one, row); } });
        }
        body.appendChild(one);
      });
      var top = make("thead");
      top.appendChild(head);
      table.appendChild(top);
      table.appendChild(body);
      where.appendChild(table);
      where.appendChild(pager());
    }
    function unfold(one, row) {
      var next = one.nextSibling;
      if (next && next.className === "under") {
        next.parentNode.removeChild(next);
        one.className = "live";
        return;
      }
      var below = make("tr", "under"), cell = make("td");
      cell.colSpan = columns.length;
      cell.appendChild(options.under(row));
      below.appendChild(cell);
      one.parentNode.insertBefore(below, next);
      one.className = "live shown";
    }
    function pager() {
      var bar = make("div", "pager"), pages = Math.ceil(rows.length / size);
      function step(word, by) {
        var button = make("button", "", say(word));
        button.type = "button";
        button.disabled = page + by < 0 || page + by >= pages;
        button.addEventListener("click", function () { page += by; draw(); });
        bar.appendChild(button);
      }
      if (pages > 1) { step("previous", -1); step("next", 1); }
      if (options.more && (pages > 1 || size > FEW)) {
        var all = make("button", "", say(size > FEW ? "fewer" : "all-rows", { rows: grouped(rows.length) }));
        all.type = "button";
        all.addEventListener("click", function () { size = size > FEW ? FEW : PAGE; page = 0; draw(); });
        bar.appendChild(all);
      }
      var from = page * size + 1, to = Math.min(rows.length, page * size + size);
      bar.appendChild(make("span", "", say("rows-of", { from: grouped(from), to: grouped(to), rows: grouped(rows.length) })));
      return bar;
    }
    return { show: function (next) { rows = next; page = 0; draw(); } };
  }
  window.addEventListener("beforeprint", function () { onPaper.forEach(function (act) { act(true); }); });
  window.addEventListener("afterprint", function () { onPaper.forEach(function (act) { act(false); }); });
  function upTo(count) { var all = []; for (var i = 0; i < count; i += 1) { all.push(i); } return all; }

  // --- what a row rests on ---
  function facts(pairs) {
    var list = make("dl");
    pairs.forEach(function (pair) {
      if (pair[1] === "" || pair[1] === undefined) { return; }
      list.appendChild(make("dt", "", say(pair[0])));
      list.appendChild(make("dd", "", pair[1]));
    });
    return list;
  }
  function rests(list) {
    var box = make("div"), items = make("ul");
    box.appendChild(make("h4", "", say("evidence")));
    if (!list.length) { box.appendChild(make("p", "asks", say("no-evidence"))); return box; }
    list.forEach(function (one) {
      // a copy that the auditor brought is in no archive: its own name stands where a digest does
      var item = make("li"), kept = /^[0-9a-f]{8}$/.test(one.digest);
      var name = files[one.digest] || (kept ? say("file-unknown") : one.digest);
      item.appendChild(make("span", "cell", one.cell || "\u2014"));
      item.appendChild(document.createTextNode(one.sheet + (name ? "\u3000" + name : "") + " "));
      if (kept) { item.appendChild(make("code", "", one.digest)); }
      items.appendChild(item);
    });
    box.appendChild(items);
    return box;
  }
  function ofLine(row) {
    var all = theLines(), box = make("div");
    function show(name) { return value(all[name], row); }
    box.appendChild(facts([
      ["line", show("line")], ["batch", show("batch")], ["programme", show("programme")], ["amount", yuan(show("amount"))],
      ["school", show("school")], ["stage", show("stage")], ["grade", show("grade") + " " + show("class_name")],
      ["name", show("name")], ["id", show("id_number")], ["payee", show("payee")], ["state", show("state")],
      ["reason", show("reason")], ["corrects", show("corrects")], ["money-year", show("money_year")]
    ]));
    box.appendChild(rests(cells(all.evidence, row, all.count)));
    var person = all.who[row], own = 0;
    for (var i = 0; i < all.count; i += 1) { if (all.who[i] === person) { own += 1; } }
    if (own > 1) {
      var button = make("button", "", say("same-person", { rows: own }));
      button.type = "button";
      button.addEventListener("click", function () { resetLines(); onePerson = person; showLines(); byId("lines").scrollIntoView(); });
      box.appendChild(button);
    }
    return box;
  }

  // --- findings: filter, search ---
  var cards = [].slice.call(document.querySelectorAll(".finding")).map(function (card) {
    var where = card.querySelector(".rows"), data = where ? found[where.getAttribute("data-rows")] : null, table = null;
    if (data) {
      table = grid(where, [
        { head: say("name"), text: function (row) { return value(data.name, row); } },
        { head: say("id"), text: function (row) { return value(data.id_number, row); } },
        { head: say("school"), text: function (row) { return value(data.school, row); } },
        { head: say("programme"), text: function (row) { return value(data.programme, row); } },
        { head: say("line"), text: function (row) { return value(data.line, row); } },
        { head: say("detail"), text: function (row) { return value(data.detail, row); } },
        { head: say("amount"), num: true, text: function (row) { return yuan(value(data.amount, row)); } }
      ], { size: FEW, more: true, sheet: data.sheet, under: function (row) {
        var box = make("div"), at = data.at[row];
        box.appendChild(rests(cells(data.evidence, row, data.count)));
        if (at >= 0) {
          box.appendChild(make("h4", "", say("to-line")));
          box.appendChild(ofLine(at));
        }
        return box;
      } });
    }
    return { card: card, data: data, table: table, words: card.textContent.toLowerCase() };
  });
  function rowsWith(data, text) {
    var hits = {}, columns = ["name", "id_number", "school", "programme", "line", "detail"];
    var kept = [];
    columns.forEach(function (name) {
      hits[name] = data[name].d.map(function (one) { return String(one).toLowerCase().indexOf(text) >= 0; });
    });
    for (var row = 0; row < data.count; row += 1) {
      for (var c = 0; c < columns.length; c += 1) {
        if (hits[columns[c]][place(data[columns[c]], row)]) { kept.push(row); break; }
      }
    }
    return kept;
  }
  function showFindings() {
    var question = byId("f-question").value, severity = byId("f-severity").value;
    var text = byId("f-text").value.trim().toLowerCase(), shown = 0, rows = 0;
    cards.forEach(function (one) {
      var keep = (!question || one.card.getAttribute("data-question") === question) &&
        (!severity || one.card.getAttribute("data-severity") === severity);
      var own = one.data ? upTo(one.data.count) : [];
      if (keep && text) {
        var hits = one.data ? rowsWith(one.data, text) : [];
        if (hits.length) { own = hits; } else { keep = one.words.indexOf(text) >= 0; }
      }
      one.card.hidden = !keep;
      if (keep) {
        shown += 1;
        rows += own.length;
        if (one.table) { one.table.show(own); }
      }
    });
    byId("f-count").textContent = say("of-findings", { shown: shown, all: cards.length, rows: grouped(rows) });
  }

  // --- lines: drill down ---
  var lineTable = null, onePerson = -1, picks = ["programme", "school", "stage", "state"];
  function resetLines() {
    onePerson = -1;
    byId("l-text").value = "";
    prepareLines();
    picks.forEach(function (name) { byId("l-" + name).value = "-1"; });
  }
  function prepareLines() {
    if (lineTable) { return; }
    var all = theLines();
    picks.forEach(function (name) {
      var list = byId("l-" + name), any = make("option", "", say("any"));
      any.value = "-1";
      list.appendChild(any);
      all[name].d.map(function (text, code) { return [text, code]; }).sort(function (a, b) {
        return a[0] < b[0] ? -1 : 1;
      }).forEach(function (pair) {
        var option = make("option", "", pair[0]);
        option.value = String(pair[1]);
        list.appendChild(option);
      });
      list.addEventListener("change", showLines);
    });
    lineTable = grid(byId("lines-table"), [
      { head: say("line"), text: function (row) { return value(all.line, row); } },
      { head: say("programme"), text: function (row) { return value(all.programme, row); } },
      { head: say("school"), text: function (row) { return value(all.school, row); } },
      { head: say("grade"), text: function (row) { return value(all.grade, row) + " " + value(all.class_name, row); } },
      { head: say("name"), text: function (row) { return value(all.name, row); } },
      { head: say("id"), text: function (row) { return value(all.id_number, row); } },
      { head: say("state"), text: function (row) { return value(all.state, row); } },
      { head: say("amount"), num: true, text: function (row) { return yuan(value(all.amount, row)); } }
    ], { under: ofLine });
  }
  function showLines() {
    prepareLines();
    var all = theLines(), kept = [], sum = 0, text = byId("l-text").value.trim().toLowerCase();
    var wanted = picks.map(function (name) { return +byId("l-" + name).value; });
    var coded = ["name", "school", "class_name", "grade"].map(function (name) {
      return all[name].d.map(function (one) { return text !== "" && one.toLowerCase().indexOf(text) >= 0; });
    });
    for (var row = 0; row < all.count; row += 1) {
      var keep = onePerson < 0 || all.who[row] === onePerson;
      for (var p = 0; keep && p < picks.length; p += 1) {
        keep = wanted[p] < 0 || place(all[picks[p]], row) === wanted[p];
      }
      if (keep && text) {
        keep = coded[0][place(all.name, row)] || coded[1][place(all.school, row)] || coded[2][place(all.class_name, row)] ||
          coded[3][place(all.grade, row)] || value(all.line, row).toLowerCase().indexOf(text) >= 0 ||
          value(all.id_number, row).toLowerCase().indexOf(text) >= 0;
      }
      if (keep) { kept.push(row); sum += value(all.amount, row); }
    }
    lineTable.show(kept);
    byId("l-count").textContent = say("matching", { rows: grouped(kept.length), amount: yuan(sum) });
  }
  function pick(name, text) {
    prepareLines();
    var code = theLines()[name].d.indexOf(text);
    if (code >= 0) { byId("l-" + name).value = String(code); }
    return code >= 0;
  }

  // --- schools ---
  function schoolTable() {
    var order = upTo(schools.count), last = "", down = true;
    function by(name, get) {
      return function () {
        down = last === name ? !down : name !== "school";
        last = name;
        order.sort(function (a, b) {
          var x = get(a), y = get(b);
          return (x < y ? -1 : x > y ? 1 : 0) * (down ? -1 : 1) || a - b;
        });
        table.show(order);
      };
    }
    function column(name, get, show, num) {
      return { head: say(name), num: num, sort: by(name, get), text: function (row) { return show ? show(get(row)) : get(row); } };
    }
    function head(row) { return schools.heads[row] > 0 ? schools.amount[row] / schools.heads[row] : 0; }
    function share(row) { return schools.heads[row] > 0 ? schools.aided[row] / schools.heads[row] : 0; }
    var table = grid(byId("schools-table"), [
      column("town", function (row) { return schools.town[row]; }),
      column("school", function (row) { return schools.school[row]; }),
      column("heads", function (row) { return schools.heads[row]; }, grouped, true),
      column("aided", function (row) { return schools.aided[row]; }, grouped, true),
      column("share", share, function (part) { return (part * 100).toFixed(1) + "%"; }, true),
      column("amount", function (row) { return schools.amount[row]; }, yuan, true),
      column("per-head", head, function (fen) { return yuan(Math.round(fen)); }, true),
      column("held", function (row) { return schools.held[row]; }, grouped, true),
      column("findings", function (row) { return schools.findings[row]; }, grouped, true)
    ], { size: 20, under: function (row) {
      var button = make("button", "", say("school-lines"));
      button.type = "button";
      button.addEventListener("click", function () {
        resetLines();
        if (!pick("school", schools.school[row])) { byId("l-text").value = schools.school[row]; }
        showLines();
        byId("lines").scrollIntoView();
      });
      return button;
    } });
    by("amount", function (row) { return schools.amount[row]; })();
  }

  // --- start ---
  byId("f-bar").hidden = false;
  byId("l-bar").hidden = false;
  byId("f-question").addEventListener("change", showFindings);
  byId("f-severity").addEventListener("change", showFindings);
  byId("f-text").addEventListener("input", later(showFindings));
  byId("l-text").addEventListener("input", later(showLines));
  byId("l-clear").addEventListener("click", function () { resetLines(); showLines(); });
  document.addEventListener("click", function (event) {
    var link = event.target.closest ? event.target.closest("a") : null;
    if (!link) { return; }
    if (link.hasAttribute("data-question") && link.getAttribute("href") === "#findings") {
      byId("f-question").value = link.getAttribute("data-question");
      showFindings();
    }
    if (link.hasAttribute("data-programme")) {
      resetLines();
      pick("programme", link.getAttribute("data-programme"));
      pick("stage", link.getAttribute("data-stage"));
      showLines();
    }
    if (link.getAttribute("href").indexOf("#c-") === 0) { // a card that the filter hides is shown again
      var card = byId(link.getAttribute("href").slice(1));
      if (card && card.hidden) { byId("f-question").value = ""; byId("f-severity").value = ""; byId("f-text").value = ""; showFindings(); }
    }
  });
  showFindings();
  schoolTable();
  setTimeout(showLines, 30);
  document.documentElement.setAttribute("data-ready", "yes");
}());
