// Improvements only: every page works without this file. What it attaches to is marked in the templates by data- attributes:
//   form[data-auto-submit]      a filter bar: sends itself when something changes
//   form[data-warn-unsaved]     asks before leaving with changes that were not sent
//   form[data-autosave]         a draft: saves itself when somebody stops typing, and says so in its [data-saved]
//   [data-copy="id"]            copies the value of the field with this id
//   .bdg-file input[type=file]  shows the chosen file's name and size; the area takes a dropped file
//   textarea|input[data-count]  counts characters against maxlength
//   [data-choose-all]           chooses every row's box in its table
//   data-look-colours           shows its colours in the preview while they are chosen
//   [data-enter="id"]           Enter presses the button with this id
//   input[data-filters="name"]  shows of the radio buttons of this name only those whose data-words hold what is typed
//   [data-colours="#.. #.."]    a palette: chosen, its colours stand in the colour fields of the form
//   img[data-same-as="id"]      shows the same as the first picture in this element
//   [data-announce]             its text is read out when htmx brought a new one
(function () {
  "use strict";

  var root = document.documentElement;
  var base = (document.querySelector('meta[name="base"]') || {}).content || "";

  function on(type, selector, handler, options) {
    document.addEventListener(type, function (event) {
      var target = event.target instanceof Element ? event.target.closest(selector) : null;
      if (target) handler(event, target);
    }, options);
  }

  // The words that scripts say stand in the page (partials/live), in its language.
  var live = document.getElementById("bdg-live");
  function say(key) { return (live && live.getAttribute("data-say-" + key)) || ""; }

  function announce(text) {
    if (live && text && live.textContent !== text) live.textContent = text;
  }

  // --- colours: the system's, or the choice of this browser

  function showTheme() {
    var choice = root.getAttribute("data-bs-theme") || "auto";
    document.querySelectorAll("[data-theme-choice]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
    });
  }

  on("click", "[data-theme-choice]", function (event, button) {
    var choice = button.dataset.themeChoice;
    if (choice === "auto") root.removeAttribute("data-bs-theme");
    else root.setAttribute("data-bs-theme", choice);
    try {
      if (choice === "auto") localStorage.removeItem("bdg-theme");
      else localStorage.setItem("bdg-theme", choice);
    } catch (e) {
      // The choice holds for this page only where storage is closed to us.
    }
    showTheme();
  });

  // --- colours of an organisation: the swatch beside the field, and the preview's stylesheet

  var painting = 0;
  function hex(value) {
    var m = /^\s*#?([0-9a-f]{6}|[0-9a-f]{3})\s*$/i.exec(value);
    return m ? (m[1].length === 3 ? m[1].replace(/./g, "$&$&") : m[1]).toLowerCase() : "";
  }
  function paint(form) {
    var now = document.getElementById("look-stylesheet");
    var colours = ["nav", "nav_text", "highlight"].map(function (name) { return hex(form.elements[name].value); });
    if (!now || colours.indexOf("") >= 0) return;
    var next = now.cloneNode();
    next.href = now.dataset.lookBase + colours.join("-") + ".css" + new URL(now.href).search;
    if (next.href === now.href) return;
    next.addEventListener("load", function () { now.remove(); });
    next.addEventListener("error", function () { next.remove(); });
    now.removeAttribute("id");
    now.after(next);
  }
  function setColour(name, value) {
    var field = document.getElementById(name);
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  on("input", "input[data-colour-for]", function (event, swatch) { setColour(swatch.dataset.colourFor, swatch.value); });
  on("click", "[data-colour-use]", function (event, button) { setColour(button.dataset.colourFor, button.dataset.colourUse); });
  on("input", "form[data-look-colours]", function (event, form) {
    var swatch = form.querySelector('input[data-colour-for="' + event.target.name + '"]');
    if (swatch && hex(event.target.value)) swatch.value = "#" + hex(event.target.value);
    clearTimeout(painting);
    painting = setTimeout(function () { paint(form); }, 60);
  });

  // --- menus: Escape closes and gives the focus back, a click elsewhere closes

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      var open = document.querySelector("details.bdg-drop[open], details.bdg-org-drop[open]");
      if (!open) return;
      open.open = false;
      open.querySelector("summary").focus();
      event.preventDefault();
    } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      var box = document.getElementById("bdg-search");
      if (!box || !box.offsetParent || event.target.closest("input, textarea, select, [contenteditable]")) return;
      box.focus();
      box.select();
      event.preventDefault();
    }
  });

  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.bdg-drop[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  // --- filter bars

  var typing = 0;
  on("change", "form[data-auto-submit]", function (event, form) {
    if (event.target.type !== "search") form.requestSubmit();
  });
  on("input", "form[data-auto-submit] input[type=search]", function (event, input) {
    clearTimeout(typing);
    typing = setTimeout(function () { input.form.requestSubmit(); }, 350);
  });

  // --- choosing rows

  on("change", "[data-choose-all]", function (event, all) {
    all.closest("table").querySelectorAll("tbody .bdg-choose input").forEach(function (box) { box.checked = all.checked; });
    showChosen(all.closest("form"));
  });
  on("change", "tbody .bdg-choose input", function (event, box) { showChosen(box.closest("form")); });

  function showChosen(form) {
    if (!form) return;
    var count = form.querySelectorAll("tbody .bdg-choose input:checked").length;
    form.querySelectorAll("[data-chosen-count]").forEach(function (place) { place.textContent = String(count); });
    form.querySelectorAll("[data-needs-chosen]").forEach(function (button) { button.disabled = count === 0; });
  }

  // --- fields

  on("keydown", "[data-enter]", function (event, field) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    document.getElementById(field.dataset.enter).click();
  });

  function showCount(field) {
    var place = document.getElementById(field.dataset.count);
    if (place) place.textContent = say("of").replace("{n}", field.value.length).replace("{max}", field.maxLength);
  }
  on("input", "[data-count]", function (event, field) { showCount(field); });

  function fileSize(bytes) {
    var steps = [[1e6, "megabyte", 1], [1e3, "kilobyte", 0], [1, "byte", 0]];
    var step = steps.find(function (s) { return bytes >= s[0]; }) || steps[2];
    return new Intl.NumberFormat(root.lang || "en", { style: "unit", unit: step[1], maximumFractionDigits: step[2] }).format(bytes / step[0]);
  }
  on("change", ".bdg-file input[type=file]", function (event, input) {
    var place = input.closest(".bdg-file").querySelector(".bdg-file-name");
    var file = input.files[0];
    if (place) place.textContent = file ? file.name + ", " + fileSize(file.size) : "";
  });
  ["dragover", "dragleave", "drop"].forEach(function (type) {
    on(type, ".bdg-file", function (event, area) {
      event.preventDefault();
      area.classList.toggle("is-over", type === "dragover");
      if (type !== "drop" || !event.dataTransfer.files.length) return;
      var input = area.querySelector("input[type=file]");
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });

  on("click", "[data-copy]", function (event, button) {
    var field = document.getElementById(button.dataset.copy);
    if (!field || !navigator.clipboard) return;
    navigator.clipboard.writeText(field.value).then(function () {
      announce(say("copied"));
      var label = button.querySelector("[data-copy-label]") || button;
      var before = label.textContent;
      label.textContent = say("copied");
      setTimeout(function () { label.textContent = before; }, 2000);
    }, function () {
      field.focus();
      field.select();
      announce(say("copy-key"));
    });
  });

  // --- the graphics designer

  on("input", "[data-filters]", function (event, field) {
    var wanted = field.value.trim().toLowerCase();
    field.form.querySelectorAll('input[name="' + field.dataset.filters + '"]').forEach(function (input) {
      var label = input.closest("[data-words]");
      label.hidden = wanted !== "" && label.dataset.words.toLowerCase().indexOf(wanted) < 0;
    });
    event.stopPropagation();
  });
  on("change", "[data-colours]", function (event, palette) {
    var colours = palette.dataset.colours.split(" ");
    if (palette.id !== "palette-own") palette.form.querySelectorAll("input[type=color]").forEach(function (field, i) { field.value = colours[i]; });
  });

  // --- changes that were not sent

  var changed = null;
  on("input", "form[data-warn-unsaved]", function (event, form) { changed = form; });
  document.addEventListener("submit", function (event) {
    if (!event.defaultPrevented && event.target === changed) changed = null;
  });
  window.addEventListener("beforeunload", function (event) {
    if (changed && changed.isConnected) event.preventDefault();
  });

  // --- drafts that save themselves

  var AUTOSAVE_MS = 2500;
  var saving = 0;
  var saved = 0;        // the revision that the last answer told
  var pressed = null;   // a button that waits for an answer

  function sayRevision() {
    document.querySelectorAll('main input[name="revision"]').forEach(function (field) { if (Number(field.value) < saved) field.value = saved; });
  }

  function sayMissing(missing) {
    document.querySelectorAll(".bdg-tabs [data-tab]").forEach(function (tab) { tab.toggleAttribute("data-missing", missing.indexOf(tab.dataset.tab) >= 0); });
  }

  // What is typed while an answer is on its way is saved by the next round. A chosen file goes with the button only.
  function autosave(form) {
    var place = form.querySelector("[data-saved]");
    var file = form.querySelector('input[type="file"]');
    if (!form.isConnected || form.dataset.saving || (file && file.files.length)) return;
    var body = new FormData(form);
    var before = changed;
    body.set("auto", "1");
    form.dataset.saving = "1";
    changed = null;
    fetch(form.action, { method: "POST", credentials: "same-origin", redirect: "manual", body: form.enctype === "multipart/form-data" ? body : new URLSearchParams(body) })
      .then(function (response) { return response.json().then(function (answer) { return { ok: response.ok, answer: answer }; }); })
      .then(function (result) {
        place.classList.toggle("is-bad", !result.ok);
        if (result.ok) {
          saved = result.answer.revision;
          sayRevision();
          sayMissing(result.answer.missing);
          place.textContent = say("saved").replace("{time}", new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }));
        } else {
          changed = before;
          place.textContent = say("unsaved-because").replace("{why}", result.answer.problem || "");
        }
      }).catch(function () {
        changed = before;
        place.classList.add("is-bad");
        place.textContent = say("unsaved");
      }).finally(function () {
        delete form.dataset.saving;
        if (pressed) form.requestSubmit(pressed.button);
        else if (form.dataset.again) wait(form);
        pressed = null;
        delete form.dataset.again;
      });
  }

  function wait(form) {
    clearTimeout(saving);
    saving = setTimeout(function () { autosave(form); }, AUTOSAVE_MS);
  }
  on("input", "form[data-autosave]", function (event, form) {
    if (form.dataset.saving) form.dataset.again = "1";
    wait(form);
  });
  on("submit", "form[data-autosave]", function (event, form) {
    clearTimeout(saving);
    if (form.dataset.saving) {
      event.preventDefault();
      event.stopPropagation();
      pressed = { button: event.submitter };
    }
  }, true);

  // --- an expired session: sign in again in place, then go on

  var signIn = document.getElementById("bdg-sign-in");
  var goOn = null;
  var lastSeen = Date.now();
  var IDLE_MS = 10 * 60 * 1000;

  function askToSignIn(then) {
    if (!signIn || signIn.open) return;
    goOn = then;
    signIn.showModal();
    signIn.querySelector("[type=password]").focus();
  }

  function csrfOf(page) {
    var field = page.querySelector('input[name="_csrf"]');
    return field ? field.value : "";
  }

  function useCsrf(value) {
    if (!value) return;
    document.querySelectorAll('input[name="_csrf"]').forEach(function (field) { field.value = value; });
    var meta = document.querySelector('meta[name="csrf"]');
    if (meta) meta.content = value;
  }

  function readPage(response) {
    return response.text().then(function (text) { return new DOMParser().parseFromString(text, "text/html"); });
  }

  // The sign-in page gives the token its form needs; the page it leads to gives the token of the new session, or asks for a code as well.
  function signInAgain(form) {
    var body = new URLSearchParams(new FormData(form));
    var code = form.querySelector("[data-sign-in-code]");
    return fetch(base + "/login", { credentials: "same-origin" }).then(readPage).then(function (page) {
      body.set("_csrf", csrfOf(page));
      return fetch(base + (code.hidden ? "/login" : "/login/code"), { method: "POST", credentials: "same-origin", body: body });
    }).then(function (response) {
      return readPage(response).then(function (page) {
        var asks = page.querySelector('form[action$="/login/code"]');
        if (asks && code.hidden) {
          code.hidden = false;
          code.querySelector("input").focus();
          return "asks";
        }
        if (asks) throw new Error(say("code"));
        if (!response.ok || /\/login(\/code)?$/.test(new URL(response.url).pathname)) throw new Error(say("unknown"));
        code.hidden = true;
        useCsrf(csrfOf(page));
        return "done";
      });
    });
  }

  if (signIn) {
    var place = signIn.querySelector(".bdg-dialog-error");
    signIn.querySelector("form").addEventListener("submit", function (event) {
      event.preventDefault();
      var form = event.target;
      var button = form.querySelector("[type=submit]");
      button.disabled = true;
      signInAgain(form).then(function (result) {
        if (result === "asks") return;
        lastSeen = Date.now();
        form.querySelectorAll("[type=password], [name=code]").forEach(function (field) { field.value = ""; });
        place.hidden = true;
        signIn.close();
        if (goOn) goOn();
      }).catch(function (error) {
        place.textContent = error instanceof TypeError ? say("away") : error.message;
        place.hidden = false;
      }).finally(function () { button.disabled = false; });
    });
    signIn.querySelector("[data-dialog-close]").addEventListener("click", function () { signIn.close(); });
  }

  // Before a form is sent from a page that lay open for long: is the session still there?
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || !signIn || signIn.contains(form) || form.method !== "post" || Date.now() - lastSeen < IDLE_MS) return;
    event.preventDefault();
    var submitter = event.submitter;
    function send() {
      lastSeen = Date.now();
      form.requestSubmit(submitter);
    }
    fetch(location.href, { method: "HEAD", credentials: "same-origin", redirect: "manual" }).then(function (response) {
      if (response.type === "opaqueredirect" || response.status === 401) askToSignIn(send);
      else send();
    }, send);
  }, true);

  // --- htmx

  document.addEventListener("htmx:configRequest", function (event) {
    if (event.detail.verb !== "get") {
      var meta = document.querySelector('meta[name="csrf"]');
      if (meta && !event.detail.parameters._csrf) event.detail.headers["X-CSRF-Token"] = meta.content;
    }
  });
  document.addEventListener("htmx:responseError", function (event) {
    var detail = event.detail;
    if (detail.xhr.status === 401) {
      askToSignIn(function () { window.htmx.ajax(detail.requestConfig.verb, detail.requestConfig.path, { source: detail.elt, target: detail.target }); });
    } else {
      announce(say("failed"));
    }
  });
  // An answer that is a sign-in page (a redirect was followed) belongs into the dialog, not into the middle of the page.
  document.addEventListener("htmx:beforeSwap", function (event) {
    var url = event.detail.xhr.responseURL;
    if (url && new URL(url).pathname === base + "/login") {
      event.detail.shouldSwap = false;
      askToSignIn(function () { location.reload(); });
    } else {
      lastSeen = Date.now();
    }
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    var said = event.detail.elt.matches("[data-announce]") ? event.detail.elt : event.detail.elt.querySelector("[data-announce]");
    if (said) announce(said.textContent.trim());
    sayRevision();
    if (event.detail.elt.matches("form[data-autosave]")) wait(event.detail.elt);
    start(event.detail.elt);
  });

  function start(part) {
    part.querySelectorAll("[data-count]").forEach(showCount);
    part.querySelectorAll("form").forEach(showChosen);
    part.querySelectorAll("[data-same-as]").forEach(function (picture) { picture.src = document.querySelector("#" + picture.dataset.sameAs + " img").src; });
  }

  // On a phone the tabs are wider than the screen: the present one comes into view.
  var tab = document.querySelector(".bdg-tabs [aria-current]");
  if (tab) tab.parentNode.scrollLeft = tab.getBoundingClientRect().left - tab.parentNode.getBoundingClientRect().left - (tab.parentNode.clientWidth - tab.offsetWidth) / 2;

  showTheme();
  start(document);
  var problems = document.querySelector(".bdg-problems:has(li)");
  if (problems) problems.focus();
})();
