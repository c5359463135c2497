/* Not needed to use the inbox. While it is open and looked at, the list is asked for again every ten
   seconds; most times the answer is "nothing new". What is new is said politely, and put in place
   only when nobody's hand is in the list or in a field. */
(() => {
  const lines = document.getElementById("lines"), news = document.getElementById("news");
  const again = lines && lines.dataset.again;
  if (!again) return;
  let { version, waiting } = lines.dataset, held = null;

  const busy = () => {
    const at = document.activeElement;
    return lines.contains(at) || (at && at.matches("input, textarea, select"));
  };
  const put = () => {
    if (!held || busy()) return;
    lines.innerHTML = held;
    held = null;
  };
  const count = (number) => {
    const link = document.querySelector("nav a[aria-current]");
    if (!link) return;
    link.querySelector(".count")?.remove();
    if (!number) return;
    const badge = document.createElement("span"), more = document.createElement("span");
    badge.className = "count";
    more.className = "unseen";
    more.textContent = " waiting";
    badge.append(String(number), more);
    link.append(badge);
  };
  const ask = async () => {
    if (document.hidden) return true;
    const answer = await fetch(again, { headers: { "If-None-Match": `"${version}"` }, cache: "no-store" });
    news.textContent = "";
    if (answer.status === 304) return true;
    if (!answer.ok || answer.redirected) return false;
    const found = await answer.json();
    const fresh = found.waiting - waiting;
    version = found.version;
    waiting = found.waiting;
    held = found.lines;
    put();
    count(waiting);
    if (fresh > 0) news.textContent = fresh === 1 ? "A new message waits." : `${fresh} new messages wait.`;
    return true;
  };
  const keep = () => setTimeout(async () => {
    let go = true;
    try { go = await ask(); } catch { /* the line is down: try again */ }
    if (go) keep();
  }, 10000);

  document.addEventListener("focusout", () => setTimeout(put));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask().catch(() => {}); });
  keep();
})();
