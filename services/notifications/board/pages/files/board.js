// Makes the page live; without it everything works the same. It keeps nothing but whether shortcuts are on.
(() => {
  const $ = (s, r = document) => r.querySelector(s);
  const body = document.body, told = $("#connection");
  let at = body.dataset.at;

  // A button that was pressed waits for its answer: pressed twice it is one request, here and at the service.
  addEventListener("submit", (e) => {
    const button = e.submitter;
    if (!button) return;
    if (button.getAttribute("aria-disabled") === "true") return e.preventDefault();
    button.setAttribute("aria-disabled", "true");
    setTimeout(() => button.removeAttribute("aria-disabled"), 8000);
  });

  // What was just done has the focus: a screen reader says it, and Deshacer is one Tab away. It stays.
  $("#done")?.focus({ preventScroll: true });

  // Live: the server sends {id, html, at}, a part drawn whole. What somebody is using is not moved under their finger.
  const say = (kind, text) => { told.className = "live " + kind; told.textContent = text; };
  const put = ({ id, html }) => {
    const old = document.getElementById(id);
    if (!old || old.contains(document.activeElement) || old.querySelector("details[open]")) return;
    const was = old.textContent, [part] = Idiomorph.morph(old, html, { morphStyle: "outerHTML" });
    for (const field of part.querySelectorAll("input[name=form_token]")) field.value = body.dataset.token;
    if (part.textContent !== was) { part.classList.remove("new"); void part.offsetWidth; part.classList.add("new"); }
  };
  const cut = () => say("cut", `Se cortó la conexión. Lo que ve es de las ${at}`);
  if (body.dataset.stream && window.EventSource) {
    const stream = new EventSource(body.dataset.stream);
    stream.addEventListener("part", (e) => { const part = JSON.parse(e.data); at = part.at; put(part); say("on", `En vivo, ${at}`); });
    stream.addEventListener("beat", (e) => { at = e.data; say("on", `En vivo, ${at}`); });
    stream.onerror = () => stream.readyState === EventSource.CLOSED ? say("", `Página de las ${at}`) : cut();
    addEventListener("offline", cut);
    addEventListener("pagehide", () => stream.close());
  }

  // What is written is reviewed while one types; the button reviews it again.
  for (const form of document.querySelectorAll("form[data-review]")) {
    let soon;
    form.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(async () => {
      try {
        const said = await fetch(form.dataset.review, { method: "POST", body: new URLSearchParams(new FormData(form)) });
        if (said.ok) put(await said.json());
      } catch { cut(); }
    }, 500); });
  }

  // Shortcuts: off until somebody switches them on (WCAG 2.1.4).
  const name = "mesa-shortcuts", on = () => { try { return localStorage.getItem(name) === "on"; } catch { return false; } };
  const box = $("#shortcuts");
  if (box) {
    box.checked = on();
    box.addEventListener("change", () => { try { localStorage.setItem(name, box.checked ? "on" : "off"); } catch { box.checked = false; } });
  }
  const go = { h: "/", v: "/vacantes", a: "/agenda", y: "/ayuda", e: "/empresas", m: "/mapa", i: "/la-mesa" };
  let before = "";
  addEventListener("keydown", (e) => {
    if (!on() || e.ctrlKey || e.altKey || e.metaKey || e.target.matches("input,select,textarea")) return;
    if (e.key === "/") { e.preventDefault(); $("#q").focus(); }
    else if (before === "g" && go[e.key]) location.href = go[e.key];
    else if (e.key === "j" || e.key === "k") {
      const rows = [...document.querySelectorAll(".tasks h3 a, .rows h2 a")], n = rows.indexOf(document.activeElement);
      rows[Math.max(0, Math.min(rows.length - 1, e.key === "j" ? n + 1 : n - 1))]?.focus();
    } else if (e.key === "z") $("#done button")?.focus();
    before = e.key;
  });
})();
