// The page for people: pictures in, the service's verdict in words out.
//
// The service decides everything; this script sends pictures to it and shows Report v1. What it shows was written by
// strangers, so it becomes text and never markup: every element is made by `element`, every text is a text node. An id
// that this page does not know is shown as it is and looks undecided, never met.

"use strict";

const PICTURES_MAX = 200;
const REQUESTS_MAX = 2;
const NAME_CHARS_MAX = 120;
const RULES_NAMED_MAX = 3;
const SCHEMA = "yanbiao/report/v1";
const UNITS = [
  [2 ** 30, "GiB"],
  [2 ** 20, "MiB"],
  [2 ** 10, "KiB"],
];

const state = { lang: "zh", token: null, items: [], count: 0 };

// ---- answers without a verdict

function problem(item) {
  const { status, body: told, known: cause, holes } = item.problem;
  const id = `page.problem.${cause ?? status}`;
  const advice = known(id) === undefined ? say("page.problem.other", { status }) : say(id, holes);
  const detail = (state.lang === "zh" ? told?.detail_zh : told?.detail) ?? null;
  return element(
    "div",
    {},
    element(
      "p",
      { class: "verdict tone-open" },
      sign("open"),
      element("strong", { class: "bracket" }, say("page.no_verdict")),
      " ",
      element("span", { class: "headline" }, say("page.no_verdict_means")),
    ),
    typeof detail === "string" ? element("p", {}, detail) : null,
    element("p", {}, advice),
  );
}

/** Why there was no answer at all: the file cannot be read, is larger than the service takes, or nobody answered. */
async function whySilent(item) {
  try {
    await item.file.slice(0, 1).arrayBuffer();
  } catch {
    return { status: 0, known: "unreadable" };
  }
  const bodyMax = await bodyBytesMax();
  if (bodyMax === null || item.file.size <= bodyMax) return { status: 0 };
  return { status: 413, known: "large_known", holes: { size: sizeText(item.file.size), max: sizeText(bodyMax) } };
}

async function bodyBytesMax() {
  try {
    const headers = state.token === null ? {} : { Authorization: `Bearer ${state.token}` };
    const answer = await fetch("v1/capabilities", { headers });
    const max = (await answer.json()).bounds.body_bytes_max;
    return Number.isFinite(max) ? max : null;
  } catch {
    return null;
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// ---- sending pictures

/** The address for a picture under the circumstances that are set now. */
function address(file) {
  const query = new URLSearchParams({ name: [...file.name].slice(-NAME_CHARS_MAX).join("") });
  for (const name of ["role", "declared", "depth"]) {
    const { value } = document.getElementById(name);
    if (value !== "") query.set(name, value);
  }
  return `v1/check?${query}`;
}

/** Sends a picture. Calls back once when the whole of it is sent, and once with the status (0: no answer) and the text. */
function send(item, { sent, ended }) {
  const request = new XMLHttpRequest();
  request.open("POST", address(item.file));
  request.setRequestHeader("Content-Type", "application/octet-stream");
  if (state.token !== null) request.setRequestHeader("Authorization", `Bearer ${state.token}`);
  request.upload.addEventListener("progress", (event) => sent(event.lengthComputable ? event.loaded / event.total : 0));
  request.upload.addEventListener("load", () => sent(1));
  request.addEventListener("load", () => ended(request.status, request.responseText));
  request.addEventListener("error", () => ended(0, ""));
  request.send(item.file);
  return request;
}

/** Starts what waits, a few at a time. Without the token that is asked for, everything waits. */
function pump() {
  const running = state.items.filter(isOnItsWay).length;
  const isStopped = !document.getElementById("token-form").hidden;
  const next = isStopped
    ? []
    : state.items.filter((item) => item.step === "waiting").slice(0, Math.max(0, REQUESTS_MAX - running));
  next.forEach(begin);
  count();
}

function begin(item) {
  item.token = state.token;
  move(item, "sending");
  item.request = send(item, {
    sent: (part) => progress(item, part),
    ended: (status, text) => finish(item, status, text),
  });
}

function progress(item, part) {
  item.sent = part;
  const bar = item.node.querySelector("progress");
  if (part >= 1) move(item, "checking");
  else if (bar !== null) bar.value = part;
}

async function finish(item, status, text) {
  item.request = null;
  if (status === 401) return refuse(item);
  const answer = parsed(text);
  if (status === 200 && answer?.schema === SCHEMA) {
    Object.assign(item, { report: answer, text, isOpen: state.items.length === 1 });
    show(item);
  } else {
    const why = status === 200 ? "report" : undefined;
    const found = status === 0 ? await whySilent(item) : { status, body: answer, known: why };
    // Meanwhile it may have been removed, cancelled or sent again.
    if (!state.items.includes(item) || item.request !== null || !isOnItsWay(item)) return;
    item.problem = found;
    move(item, "problem");
  }
  announce(item);
  pump();
}

const isOnItsWay = (item) => item.step === "sending" || item.step === "checking";

/** A report that cannot be shown is no verdict. */
function show(item) {
  try {
    move(item, "done");
  } catch (error) {
    console.warn(error);
    Object.assign(item, { report: null, problem: { status: 200, known: "report" } });
    move(item, "problem");
  }
}

function cancel(item) {
  item.request?.abort();
  item.request = null;
  move(item, "cancelled");
  pump();
}

function again(item) {
  Object.assign(item, { report: null, text: null, problem: null, sent: 0 });
  move(item, "waiting");
  pump();
}

function remove(item) {
  item.request?.abort();
  URL.revokeObjectURL(item.url);
  state.items = state.items.filter((one) => one !== item);
  item.node.remove();
  document.getElementById("results-heading").focus();
  pump();
}

function downloadReport(item) {
  const url = URL.createObjectURL(new Blob([item.text], { type: "application/json" }));
  const stem = item.file.name.replace(/[^\p{L}\p{N}._-]+/gu, "_").slice(-NAME_CHARS_MAX);
  element("a", { href: url, download: `${stem}.yanbiao.json` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

// ---- the token

/** Puts a picture back; asks for the token unless another one was given since the picture was sent. */
function refuse(item) {
  const isStale = item.token !== state.token;
  move(item, "waiting");
  if (isStale) pump();
  else askForToken();
}

/** The token stays in this tab's session and goes nowhere but to the service. */
function askForToken() {
  const form = document.getElementById("token-form");
  if (state.token !== null) document.getElementById("token-problem").textContent = say("page.token_wrong");
  setToken(null);
  if (form.hidden) {
    form.hidden = false;
    document.getElementById("token").focus();
  }
  count();
}

function useToken(event) {
  event.preventDefault();
  const field = document.getElementById("token");
  const isSound = /^[\x21-\x7e]+$/.test(field.value);
  document.getElementById("token-problem").textContent = isSound ? "" : say("page.token_malformed");
  if (!isSound) return;
  setToken(field.value);
  field.value = "";
  document.getElementById("token-form").hidden = true;
  document.getElementById("results-heading").focus();
  pump();
}

function setToken(token) {
  state.token = token;
  document.getElementById("token-forget").hidden = token === null;
  try {
    if (token === null) sessionStorage.removeItem("yanbiao-token");
    else sessionStorage.setItem("yanbiao-token", token);
  } catch {
    /* Without storage it lasts until the page is left. */
  }
}

// ---- the list

function add(files) {
  const room = Math.max(0, PICTURES_MAX - state.items.length);
  const taken = [...files].slice(0, room);
  for (const file of taken) {
    state.count += 1;
    const item = {
      id: state.count,
      file,
      url: URL.createObjectURL(file),
      step: "waiting",
      sent: 0,
      request: null,
      token: null,
      report: null,
      text: null,
      problem: null,
      isOpen: false,
      focus: null,
      node: element("li"),
    };
    state.items.push(item);
    document.getElementById("cards").append(item.node);
    draw(item);
  }
  const left = files.length - taken.length;
  document.getElementById("left-out").textContent = left === 0 ? "" : say("page.too_many", { max: PICTURES_MAX, left });
  pump();
}

function move(item, step) {
  item.step = step;
  draw(item);
}

/**
 * Makes the card anew and keeps the focus where it was. While its place is gone the focus is on the name, and it goes
 * back when the place is there again.
 */
function draw(item) {
  const active = item.node.contains(document.activeElement) ? document.activeElement : null;
  const made = card(item);
  item.node.replaceWith(made);
  item.node = made;
  if (active === null) return;
  item.focus = active.dataset.key ?? item.focus;
  const same = [...made.querySelectorAll("[data-key]")].find((one) => one.dataset.key === item.focus);
  (same ?? made.querySelector("h3")).focus();
}

function count() {
  const open = state.items.filter((item) => ["waiting", "sending", "checking"].includes(item.step)).length;
  const all = state.items.length;
  document.getElementById("count").textContent =
    all === 0 ? say("page.none_yet") : say("page.progress", { done: all - open, all });
  document.getElementById("clear").hidden = all === 0;
}

/** Tells a screen reader what came out, in one sentence. */
function announce(item) {
  const name = visible(item.file.name);
  const said =
    item.step === "done" ? `${say(bracket(item.report))}. ${say(headline(item.report))}` : say("page.no_verdict");
  document.getElementById("announcement").textContent = `${name}: ${said}`;
}

// ---- language and start

function translate(lang) {
  state.lang = lang;
  document.documentElement.lang = langTag(lang);
  document.title = say("page.title");
  for (const one of document.querySelectorAll("[data-word]")) one.textContent = say(one.dataset.word);
  for (const one of document.querySelectorAll("[data-label]")) one.setAttribute("aria-label", say(one.dataset.label));
  for (const one of document.querySelectorAll("[data-lang]"))
    one.setAttribute("aria-pressed", String(one.dataset.lang === lang));
  state.items.forEach(draw);
  count();
}

function chooseLanguage(lang) {
  remember("yanbiao-lang", lang);
  translate(lang);
}

function firstLanguage() {
  const kept = recall(() => localStorage.getItem("yanbiao-lang"));
  if (kept === "zh" || kept === "en") return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** Storage that a browser refuses is as good as empty. */
function recall(read) {
  try {
    return read();
  } catch {
    return null;
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    /* The choice lasts until the page is left. */
  }
}

/** A picture may be dropped anywhere: beside the field the browser would leave this page to show it. */
function listenForDrops() {
  const field = document.getElementById("drop");
  const holds = (event) => event.dataTransfer?.types.includes("Files") ?? false;
  addEventListener("dragover", (event) => {
    if (holds(event)) {
      event.preventDefault();
      field.classList.add("over");
    }
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) field.classList.remove("over");
  });
  addEventListener("drop", (event) => {
    if (!holds(event)) return;
    event.preventDefault();
    field.classList.remove("over");
    add(event.dataTransfer.files);
  });
  addEventListener("paste", (event) => {
    const files = event.clipboardData?.files ?? [];
    if (files.length > 0) {
      event.preventDefault();
      add(files);
    }
  });
}

/** Paper has no folds to open. */
function listenForPrinting() {
  let opened = [];
  const turn = (isOpen) =>
    opened.forEach((item) => {
      item.isOpen = isOpen;
      draw(item);
    });
  addEventListener("beforeprint", () => {
    opened = state.items.filter((item) => item.step === "done" && !item.isOpen);
    turn(true);
  });
  addEventListener("afterprint", () => turn(false));
}

function start() {
  const files = document.getElementById("files");
  files.addEventListener("change", () => {
    add(files.files);
    files.value = "";
  });
  document.getElementById("token-form").addEventListener("submit", useToken);
  document.getElementById("token-forget").addEventListener("click", () => setToken(null));
  document.getElementById("clear").addEventListener("click", () => [...state.items].forEach(remove));
  for (const one of document.querySelectorAll("[data-lang]"))
    one.addEventListener("click", () => chooseLanguage(one.dataset.lang));
  listenForDrops();
  listenForPrinting();
  setToken(recall(() => sessionStorage.getItem("yanbiao-token")));
  translate(firstLanguage());
}

start();
