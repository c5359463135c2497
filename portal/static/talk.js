/* Not needed to write a talk down: without it one button saves the whole page. With it every part
   saves by itself, and nothing is lost when the tablet sleeps, the network drops or the tab dies.

   What is not saved yet is kept in sessionStorage, with the version it was typed over. Never in
   localStorage: that would outlive the tab and be there for whoever uses this tablet next. */
(() => {
  const form = document.getElementById("record");
  if (!form) return;
  const { staff, talk, signIn, step, settle } = form.dataset;
  const news = document.getElementById("news");
  const token = () => form.querySelector("[name=csrf_token]");
  const A_MOMENT = 1000, FIRST = 2000, LONGEST = 60000, ALIVE = 20000;
  let stuck = "", wait = FIRST, again = 0, leaving = false;

  // -- a part of the record ---------------------------------------------------------------------

  const parts = [...form.querySelectorAll("[data-part]")].map((el) => {
    const part = { el, name: el.dataset.part, url: el.dataset.url, base: Number(el.dataset.version) };
    const inputs = [...el.querySelectorAll(`[name="${part.name}"]`)];
    const words = inputs.filter((one) => !["checkbox", "date"].includes(one.type)).pop();
    part.key = `talk ${staff} ${talk} ${part.name}`;
    part.own = [];      // sent, and never heard what came of it
    part.clash = null;  // our words beside somebody else's: typed on there until it is settled
    part.read = () => inputs.map((one) => (one.type === "checkbox" && !one.checked ? "" : one.value))
      .filter(Boolean).join("\n");
    part.write = (text) => {
      if (inputs.length === 1) { words.value = text; return; }
      let lines = text.split("\n");
      for (const one of inputs) {
        if (one === words) continue;
        const day = one.type === "date";
        const found = lines.find((line) => (day ? /^\d{4}-\d\d-\d\d$/.test(line) : line === one.value));
        if (day) one.value = found || "";
        else one.checked = found !== undefined;
        lines = lines.filter((line) => line !== found);
      }
      words.value = lines.filter(Boolean).join("; ");
    };
    part.kept = part.read();
    part.changed = () => part.read() !== part.kept;
    part.say = (text) => { el.querySelector(".saved").textContent = text; };
    part.before = el.querySelector(".saved").textContent;  // said when nothing is left to save
    part.boxes = el.querySelector(".besides");
    part.room = () => {
      const left = words.maxLength - words.value.length;
      el.querySelector(".room").textContent = left < 200 && words.maxLength > 200 ? `Room for ${left} more letters` : "";
    };
    return part;
  });

  const remember = (part) => {
    try {
      const { base, own, clash } = part;
      sessionStorage.setItem(part.key, JSON.stringify({ base, own, clash, words: part.read() }));
    } catch { /* no room, or not allowed: it is still on the page */ }
  };
  const forget = (part) => { try { sessionStorage.removeItem(part.key); } catch { /* nothing there */ } };
  const kept = (part) => {
    try { return JSON.parse(sessionStorage.getItem(part.key)); } catch { return null; }
  };

  // -- what is said, once -----------------------------------------------------------------------

  const TROUBLE = {
    network: "Not saved yet: no network. Your words are kept here and saved as soon as it is back.",
    signedOut: "You are signed out. Sign in again in another tab; your words are kept here.",
    step: "The portal asks again whether it is you, and it takes a moment; your words are kept here.",
    other: "Somebody else is signed in now. Your words are kept here until you sign in again.",
    gone: "This record cannot be opened by you any more. What you typed last is not saved.",
  };
  const SHORT = { network: "Not saved yet: no network", signedOut: "Not saved yet: signed out", step: "Not saved yet: please show that it is you", other: "Not saved yet: signed out", gone: "Not saved" };
  const say = (why) => {
    if (why === stuck) return;
    const before = stuck;
    stuck = why;
    news.textContent = why ? TROUBLE[why] : before ? "Everything is saved." : "";
    if (why !== "signedOut" && why !== "step") return;
    const link = document.createElement("a");
    const where = why === "step" ? { href: step, textContent: "Go on" } : { href: signIn, textContent: "Sign in" };
    Object.assign(link, where, { target: "_blank", rel: "noopener" });
    news.append(" ", link);
  };
  const trouble = (part, why) => {
    part.say(SHORT[why]);
    say(why);
    if (why === "gone") return;
    clearTimeout(again);
    again = setTimeout(everything, wait);
    wait = Math.min(wait * 2, LONGEST);
  };

  // -- sending ----------------------------------------------------------------------------------

  const post = (url, fields) => {
    const body = new FormData();
    let size = 0;
    for (const [name, value] of fields) { body.append(name, value); size += value.length * 3; }
    const headers = { "X-CSRFToken": token().value, Accept: "application/json" };
    // What is small enough is sent on even while the page goes away.
    return fetch(url, { method: "POST", body, headers, redirect: "manual", keepalive: size < ALIVE });
  };
  // Signed in anew in another tab: the page's own token is of the old session.
  const freshToken = async () => {
    const answer = await fetch(location.pathname, { redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect") return "signedOut";
    if (!answer.ok) return "gone";
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (page.getElementById("record")?.dataset.staff !== staff) return "other";
    token().value = page.querySelector("[name=csrf_token]").value;
    return "";
  };
  // The answer as JSON, or the name of the trouble.
  const ask = async (url, fields, first = true) => {
    try {
      const answer = await post(url, fields);
      if (answer.type === "opaqueredirect") return "signedOut";
      if (answer.status === 401) return "step";
      if (answer.status === 404) return "gone";
      if (answer.status === 400 && first) return await freshToken() || await ask(url, fields, false);
      if (answer.ok || answer.status === 422) return await answer.json();
    } catch { /* the line is down */ }
    return "network";
  };

  const box = (part, id) => part.boxes.querySelector(`[data-clash="${id}"]`);
  const show = (part, answer) => {
    box(part, answer.clash)?.remove();
    part.boxes.insertAdjacentHTML("beforeend", answer.box);
    part.before = "Both are kept: please choose";
    part.say(part.before);
    news.textContent = `${answer.who || "Somebody else"} wrote in the same place. Both are kept: please choose.`;
  };
  const took = (part, answer, words) => {
    const before = part.clash;
    Object.assign(part, { base: answer.version, kept: words, own: [], clash: answer.clash });
    if (before && before !== answer.clash) box(part, before)?.remove();
    if (answer.clash) show(part, answer);
    else part.before = answer.saved;
    part.say(part.changed() ? "Saving" : part.before);
    if (part.changed()) { remember(part); later(part); } else forget(part);
    wait = FIRST;
    if (stuck && !parts.some((one) => one.changed())) say("");
  };

  const send = async (part, now = false) => {
    clearTimeout(part.timer);
    const words = part.read();
    if (words === part.kept && !part.own.length) { forget(part); part.say(part.before); return; }
    if (words === part.refused) return;
    // What is typed meanwhile goes when the answer is here.
    if (part.flying && (!now || words === part.own.at(-1))) return;
    part.flying = (part.flying || 0) + 1;
    const fields = [["words", words], ["seen", String(part.base)], ...part.own.map((one) => ["own", one])];
    if (part.clash) fields.push(["clash", String(part.clash)]);
    part.own = [...part.own.filter((one) => one !== words), words].slice(-3);
    remember(part);
    const answer = await ask(part.url, fields);
    part.flying -= 1;
    if (typeof answer === "string") trouble(part, answer);
    else if (answer.sorry) { part.refused = words; part.say(answer.sorry); }
    else took(part, answer, words);
  };
  const later = (part) => {
    clearTimeout(part.timer);
    part.timer = setTimeout(() => send(part), A_MOMENT);
  };
  const everything = (now = false) => Promise.all(
    parts.filter((part) => part.changed() || part.own.length).map((part) => send(part, now === true)));
  // Until nothing is left to send, or something is in the way.
  const settled = async () => {
    for (let tries = 0; tries < 100 && parts.some((part) => part.changed() || part.flying); tries += 1) {
      await everything();
      if (stuck || parts.some((part) => part.read() === part.refused)) return false;
      await new Promise((go) => { setTimeout(go, 100); });
    }
    return !parts.some((part) => part.changed());
  };

  // -- hands on the page ------------------------------------------------------------------------

  const whose = (target) => parts.find((part) => part.el.contains(target) && !part.boxes.contains(target));
  form.addEventListener("input", ({ target }) => {
    const part = whose(target);
    if (!part) return;
    remember(part);
    part.room();
    if (!stuck) part.say("Saving");
    later(part);
  });
  form.addEventListener("focusout", ({ target }) => {
    const part = whose(target);
    if (part && part.changed()) send(part);
  });

  const choose = async (button) => {
    const [id, keep] = button.value.split(":");
    const part = parts.find((one) => one.boxes.contains(button));
    await send(part);
    const answer = await ask(settle.replace(/0$/, id), [["keep", keep], ["seen", String(part.base)]]);
    if (typeof answer === "string") { trouble(part, answer); return; }
    if (answer.sorry) { part.say(answer.sorry); return; }
    if (answer.clash) { part.base = answer.version; show(part, answer); return; }
    box(part, id)?.remove();
    part.clash = null;
    part.write(answer.words);
    took(part, answer, part.read());
    news.textContent = answer.note;
    part.el.querySelector("textarea, input:not([type=hidden], [type=checkbox])").focus();
  };
  form.addEventListener("submit", async (event) => {
    if (leaving) return;
    event.preventDefault();
    const button = event.submitter;
    if (button && button.name === "settle") { await choose(button); return; }
    if (!await settled() || !button || !button.name) return;
    if (button.value === "stay") { news.textContent = "Everything is saved."; return; }
    // All is saved: the form carries nothing but where to go. Not at once: while the browser still
    // tells of this submit, it takes no other.
    await new Promise((go) => { setTimeout(go, 0); });
    leaving = true;
    for (const one of form.querySelectorAll("[name^='seen-']")) one.disabled = true;
    form.requestSubmit(button);
  });

  const take = document.getElementById("take");
  take.hidden = false;
  take.addEventListener("click", ({ target }) => {
    if (!target.dataset.take) return;
    const free = parts.find((part) => part.name.startsWith("priority") && !part.read());
    if (!free || parts.some((part) => part.name.startsWith("priority") && part.read() === target.dataset.take)) return;
    free.write(target.dataset.take);
    free.say("Saving");
    remember(free);
    send(free);
  });

  // -- the tablet sleeps, wakes, loses the network ----------------------------------------------

  const wake = () => { wait = FIRST; everything(); };
  addEventListener("online", wake);
  addEventListener("focus", () => { if (stuck) wake(); });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) { wake(); return; }
    everything(true);
    for (const one of form.querySelectorAll("details.private")) one.open = false;
  });
  addEventListener("pagehide", () => everything(true));
  addEventListener("beforeunload", (event) => { if (stuck && !leaving && parts.some((part) => part.changed())) event.preventDefault(); });
  // Signing out ends what this tab keeps; but what can still be saved is saved first.
  for (const away of document.querySelectorAll("form.away")) {
    away.addEventListener("submit", async (event) => {
      event.preventDefault();
      const done = await settled();
      if (!done && (stuck === "network" || !away.dataset.asked)) { away.dataset.asked = "yes"; return; }
      leaving = true;
      try { sessionStorage.clear(); } catch { /* nothing there */ }
      away.submit();
    });
  }

  for (const part of parts) {
    const found = kept(part);
    if (!found) continue;
    if (found.words === part.read()) { forget(part); continue; }
    Object.assign(part, { own: found.own || [], clash: found.clash });
    if (!found.clash || !box(part, found.clash)) part.base = found.base;
    part.write(found.words);
    send(part);
  }

  // -- the gentle clock -------------------------------------------------------------------------

  const time = document.getElementById("clock");
  const at = (words) => new Date(words).getTime();
  const ahead = at(time.dataset.now) - Date.now();  // the school's clock, not the tablet's
  const tick = () => {
    const now = Date.now() + ahead, starts = at(time.dataset.starts), ends = at(time.dataset.ends);
    const bar = document.getElementById("gone");
    const left = Math.ceil((ends - now) / 60000);
    bar.hidden = now < starts;
    bar.value = Math.min(100, (100 * (now - starts)) / (ends - starts));
    let fits = "";
    for (const tab of time.querySelectorAll("[data-begins]")) {
      const is = at(tab.dataset.begins) <= now && now < at(tab.dataset.ends);
      if (is) { tab.setAttribute("aria-current", "step"); fits = tab.querySelector("strong").textContent; }
      else tab.removeAttribute("aria-current");
    }
    const words = document.getElementById("left");
    if (now >= starts && left > 0) words.textContent = `${left === 1 ? "1 minute" : `${left} minutes`} left · ${fits} fits now`;
    else if (now >= ends) words.textContent = "The time is over. End when it feels right.";
  };
  if ("runs" in time.dataset) { tick(); setInterval(tick, 15000); }
})();
