// The page of the door: notes folios, keeps them in this browser, and sends each until the Mesa has it.
"use strict";

const PLACE = new URL(".", location.href);
const FAIR = PLACE.pathname.split("/").at(-2);
const MOST_AT_ONCE = 200;
const RETRY_MS = 15_000;
const SLOWEST_MS = 20_000;
const at = (id) => document.getElementById(id);
const clock = (moment) => new Date(moment).toLocaleTimeString("es-CL", { timeZone: "America/Santiago", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

// --- what this browser keeps: notes by their id, and by name the device, the key, its office, and what was sent

const opened = new Promise((done, failed) => {
  const asked = indexedDB.open(`mesa-door-${FAIR}`, 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("notes", { keyPath: "entry_id" });
    asked.result.createObjectStore("kept");
  };
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => failed(asked.error);
});

async function inStores(mode, work) {
  const within = (await opened).transaction(["notes", "kept"], mode, { durability: "strict" });
  const asked = work(within.objectStore("notes"), within.objectStore("kept"));
  return new Promise((done, failed) => {
    within.oncomplete = () => done(asked?.result);
    within.onabort = () => failed(within.error);
  });
}

const change = (work) => inStores("readwrite", (notes, kept) => void work(notes, kept));
const allNotes = () => inStores("readonly", (notes) => notes.getAll());
const kept = (name) => inStores("readonly", (_, values) => values.get(name));

// letters alone: digits by chance can be read as a RUT, which the Mesa refuses
const letters = () => Array.from(crypto.getRandomValues(new Uint8Array(24)), (n) => String.fromCharCode(97 + (n % 26))).join("");

// --- sending

const send = () => navigator.locks.request(`mesa-door-${FAIR}`, sendAll).catch(broken).then(show);

async function sendAll() {
  for (;;) {
    const waiting = (await allNotes()).filter((note) => !note.aside).slice(0, MOST_AT_ONCE);
    const key = await kept("key");
    // where nothing can be sent, the browser alone knows whether there is a line
    if (!waiting.length || !key) away = false;
    if (!waiting.length || !key || !(await sentOrSetAside(waiting, key))) return;
  }
}

// whether there is reason to go on
async function sentOrSetAside(waiting, key) {
  const entries = waiting.map(({ aside, ...entry }) => entry);
  const body = { commune: await kept("office"), device: await kept("device"), entries };
  const answer = await post(body, key);
  away = answer === undefined || answer.status >= 500;
  if (away) return false;
  if (answer.ok) {
    const before = (await kept("sent")) ?? 0;
    await change((notes, values) => {
      for (const note of waiting) notes.delete(note.entry_id);
      values.put(before + waiting.length, "sent");
      values.put(new Date().toISOString(), "last");
    });
    fault = "";
    return true;
  }
  const said = await answer.json().catch(() => ({}));
  const refused = (said.errors ?? []).map((each) => [waiting[/^entries\.(\d+)(\.|$)/.exec(each.field)?.[1]], each.text]);
  const named = refused.filter(([note]) => note !== undefined);
  await change((notes) => named.forEach(([note, text]) => notes.put({ ...note, aside: text })));
  fault = named.length ? "" : (said.errors?.[0]?.text ?? said.detail ?? said.title ?? `La Mesa respondió ${answer.status}`);
  return named.length > 0;
}

async function post(body, key) {
  const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };
  const how = { method: "POST", headers, body: JSON.stringify(body), credentials: "omit", signal: AbortSignal.timeout(SLOWEST_MS) };
  return fetch(new URL(`../../v1/fairs/${FAIR}/check-in`, PLACE), how).catch(() => undefined);
}

// --- what is shown

let away = false;
let fault = "";
let ready = false;

async function show() {
  const notes = await allNotes();
  const [key, sent, last] = [await kept("key"), await kept("sent"), await kept("last")];
  const aside = notes.filter((note) => note.aside);
  put("waiting", notes.length - aside.length);
  put("sent", sent ?? 0);
  put("last", last ? clock(last) : "ninguno");
  const noLine = away || !navigator.onLine;
  const saved = ready ? "La página quedó guardada: también abre sin señal." : "Espere a que esta página quede guardada.";
  put("line", noLine ? "Sin señal. Siga anotando: todo queda en este teléfono y se envía solo cuando vuelva la señal." : `Con señal. ${saved}`);
  at("line").className = noLine ? "notice bad" : ready ? "notice good" : "notice";
  put("fault", fault);
  at("fault").hidden = !fault;
  at("aside").hidden = !aside.length;
  at("refused").replaceChildren(...aside.map(line));
  at("forget").hidden = !key;
  at("keep").hidden = Boolean(key);
  put("kept", key ? `Este teléfono usa la llave ${key.split("_")[1]}.` : "Todavía no hay llave: lo que anote espera aquí.");
}

// a text that has not changed is not put again, or it would be read aloud again
function put(id, text) {
  if (at(id).textContent !== String(text)) at(id).textContent = text;
}

function line(note) {
  const item = document.createElement("li");
  item.textContent = `${note.ticket}, ${clock(note.at)}: ${note.aside}`;
  return item;
}

function broken(error) {
  fault = `Este navegador no pudo guardar o enviar (${error.name}). Siga en la hoja de papel.`;
}

// --- noting

async function note(ticket) {
  const taken = { entry_id: letters(), kind: "visit", at: new Date().toISOString(), ticket, commune: at("home").value || null };
  try {
    await change((notes) => notes.put(taken));
  } catch (error) {
    broken(error);
    return show();
  }
  at("folio").value = at("home").value = "";
  put("said", `Anotado: ${ticket}, ${clock(taken.at)}`);
  await show();
  send();
}

at("note").addEventListener("submit", (event) => {
  event.preventDefault();
  const number = at("folio").value;
  if (number) note(`T-${number.padStart(4, "0")}`);
  else put("said", "Escriba el número del folio");
});

at("folio").addEventListener("input", () => {
  at("folio").value = at("folio").value.replace(/\D/g, "");
});

document.querySelector(".keypad").addEventListener("click", ({ target }) => {
  const { value } = at("folio");
  if (target.type !== "button") return;
  at("folio").value = target.value ? (value + target.value).slice(0, at("folio").maxLength) : value.slice(0, -1);
});

// --- scanning, where the browser can

async function scan() {
  const camera = at("camera");
  if (!camera.hidden) return stopScanning();
  camera.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  camera.hidden = false;
  put("scan", "Apagar la cámara");
  await camera.play();
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  for (let seen = ""; !camera.hidden; await new Promise(requestAnimationFrame)) {
    const [code] = await detector.detect(camera);
    // the same one goes on being before the camera
    if (!code || code.rawValue === seen) continue;
    seen = code.rawValue;
    if (/^T-\d{4,5}$/.test(seen)) await note(seen);
    else put("said", "Ese código no es un folio");
  }
}

function stopScanning() {
  at("camera").hidden = true;
  at("camera").srcObject?.getTracks().forEach((track) => track.stop());
  put("scan", "Leer el código con la cámara");
}

at("scan").hidden = !("BarcodeDetector" in window);
at("scan").addEventListener("click", () => scan().catch(() => { stopScanning(); put("said", "No se pudo usar la cámara"); }));

// --- the key

async function keep(key, office) {
  await change((_, values) => { values.put(key, "key"); values.put(office, "office"); });
  at("access").open = false;
  send();
}

at("keep").addEventListener("submit", (event) => {
  event.preventDefault();
  keep(at("key").value.trim(), at("office").value).catch(broken).then(show);
  at("keep").reset();
});

at("forget").addEventListener("click", async () => {
  await change((_, values) => { values.delete("key"); values.delete("office"); });
  fault = "";
  await show();
  at("key").focus();
});

// «#llave=mesak_…&oficina=16303»: what stands behind the # is not sent to anybody
async function takeFromAddress() {
  const handed = new URLSearchParams(location.hash.slice(1));
  if (location.hash) history.replaceState(null, "", location.pathname);
  const key = handed.get("llave");
  if (key === null) return;
  if (!new RegExp(`^${at("key").pattern}$`).test(key)) fault = "La llave que venía en la dirección está incompleta";
  else await keep(key, handed.get("oficina") ?? at("office").value);
}

// --- the rest

at("send").addEventListener("click", send);
at("again").addEventListener("click", async () => {
  const aside = (await allNotes()).filter((each) => each.aside);
  await change((notes) => aside.forEach(({ aside: _, ...each }) => notes.put(each)));
  send();
});
at("drop").addEventListener("click", async () => {
  const aside = (await allNotes()).filter((each) => each.aside);
  await change((notes) => aside.forEach((each) => notes.delete(each.entry_id)));
  await show();
});

async function start() {
  await takeFromAddress();
  if (!(await kept("device"))) await change((_, values) => values.put(`puerta-${letters()}`, "device"));
  at("access").open = !(await kept("key"));
  window.addEventListener("hashchange", () => takeFromAddress().then(show));
  window.addEventListener("online", send);
  window.addEventListener("offline", show);
  document.addEventListener("visibilitychange", send);
  setInterval(send, RETRY_MS);
  send();
  // without it the browser may throw away what waits when it needs room
  navigator.storage.persist().catch(broken);
  await navigator.serviceWorker.register("worker.js");
  await navigator.serviceWorker.ready;
  ready = true;
  await show();
}

if (isSecureContext) start().catch((error) => { broken(error); show(); });
else {
  // elsewhere browsers keep no page and share no lock
  at("note").hidden = at("access").hidden = true;
  put("line", "Esta página solo sirve en una dirección que empieza con https. Anote en la hoja de papel.");
}
