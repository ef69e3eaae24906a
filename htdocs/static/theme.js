// Loaded before the first paint: tells the stylesheet that scripts run, and applies the colours the person chose.
// Without a choice (or without scripts) app.css follows the system by itself.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("bdg-has-js");
  try {
    var choice = localStorage.getItem("bdg-theme");
    if (choice === "light" || choice === "dark") root.setAttribute("data-bs-theme", choice);
  } catch (e) {
    // Storage is closed to us (private window, policy): the system's colours are shown.
  }
})();
