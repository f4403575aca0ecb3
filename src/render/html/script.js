(function () {
  "use strict";
  var words = document.body.dataset, main = document.querySelector("main");
  var lang = document.documentElement.lang;

  function text(cell) { return cell ? cell.textContent.trim() : ""; }

  function number(cell) {
    var found = text(cell).replace(/,/g, "").match(/-?\d+(\.\d+)?/);
    return found ? parseFloat(found[0]) : NaN;
  }

  function compare(index, numeric, sign) {
    return function (a, b) {
      var x = a.cells[index], y = b.cells[index];
      if (numeric) {
        x = number(x); y = number(y);
        if (isNaN(x) || isNaN(y)) { return isNaN(x) ? (isNaN(y) ? 0 : 1) : -1; }
        return sign * (x - y);
      }
      x = text(x); y = text(y);
      if (!x || !y) { return x ? -1 : (y ? 1 : 0); }
      return sign * x.localeCompare(y, lang);
    };
  }

  function sorts(table) {
    var body = table.tBodies[0], rows = Array.prototype.slice.call(body.rows);
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
    heads.forEach(function (head, index) {
      // Printers do not repeat what stands in a real button on the next page.
      var button = document.createElement("span");
      button.setAttribute("role", "button");
      button.tabIndex = 0;
      button.title = words.sort;
      while (head.firstChild) { button.appendChild(head.firstChild); }
      head.appendChild(button);
      button.addEventListener("keydown", function (event) {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); button.click(); }
      });
      button.addEventListener("click", function () {
        var numeric = head.classList.contains("n");
        var order = numeric ? ["descending", "ascending"] : ["ascending", "descending"];
        var next = order[order.indexOf(head.getAttribute("aria-sort")) + 1];
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        var sorted = rows.slice();
        if (next) {
          head.setAttribute("aria-sort", next);
          sorted.sort(compare(index, numeric, next === "ascending" ? 1 : -1));
        }
        sorted.forEach(function (row) {
          if (row.classList.contains("line")) { row.hidden = !!next; }
          body.appendChild(row);
        });
      });
    });
  }

  function finds() {
    var parts = [];
    main.querySelectorAll("tbody").forEach(function (body) {
      (body.className === "g" ? [body] : Array.prototype.slice.call(body.rows)).forEach(function (part) { parts.push(part); });
    });
    main.querySelectorAll(".steps > li").forEach(function (item) { parts.push(item); });
    if (parts.length < 8) { return; }
    var box = document.createElement("div"), label = document.createElement("label");
    var input = document.createElement("input"), found = document.createElement("output");
    box.className = "find";
    box.setAttribute("role", "search");
    label.htmlFor = input.id = "find";
    label.textContent = words.find;
    input.type = "search";
    found.htmlFor = "find";
    box.append(label, input, found);
    document.querySelector("header").appendChild(box);
    input.addEventListener("input", function () {
      var sought = input.value.trim().toLocaleLowerCase(lang), count = 0;
      parts.forEach(function (part) {
        var shown = !sought || part.textContent.toLocaleLowerCase(lang).indexOf(sought) >= 0;
        part.classList.toggle("out", !shown);
        count += shown ? 1 : 0;
      });
      found.textContent = sought ? words.found.replace("{count}", count) : "";
    });
  }

  document.querySelectorAll("table").forEach(function (table) {
    if (table.tBodies.length === 1 && table.tBodies[0].className !== "g" && table.tBodies[0].rows.length > 1) { sorts(table); }
  });
  finds();
})();
