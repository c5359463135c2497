/* Not needed to use any screen. A screen that comes back from the browser's memory is asked for
   anew, so that the back button shows nothing after signing out; and signing out leaves no words
   behind in this tab. Ctrl K goes to the box in which a parent is found. Under a box whose words
   parents read stands what is not plain in them, as soon as one stops typing. */
addEventListener("pageshow", (event) => { if (event.persisted) location.replace(location.href); });
addEventListener("keydown", (event) => {
  const find = document.getElementById("find");
  if (!find || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
  event.preventDefault();
  find.focus();
  find.select();
});
addEventListener("submit", (event) => {
  if (event.defaultPrevented || !event.target.matches("form.away")) return;
  try { sessionStorage.clear(); } catch { /* not allowed: nothing was kept */ }
});
for (const box of document.querySelectorAll("[data-plain]")) {
  const advice = document.createElement("div");
  let wait, asked = box.value;
  advice.setAttribute("role", "status");
  (box.closest(".field") || box).append(advice);
  const english = () => {
    const chosen = box.form.querySelector("[name=language]:checked");
    return !chosen || chosen.value === "en";
  };
  const ask = async () => {
    const words = asked = english() ? box.value : "";
    let found = [];
    if (words.trim()) {
      const body = new URLSearchParams({ words, csrf_token: box.form.csrf_token.value });
      try {
        const answer = await fetch(box.dataset.plain, { method: "POST", body });
        if (!answer.ok) return;
        found = await answer.json();
      } catch { return; /* no line: it is looked at when it is sent */ }
    }
    if (asked !== words) return;
    for (const old of (box.closest(".field") || box.parentNode).querySelectorAll(".advice")) old.remove();
    advice.replaceChildren(...found.map((words) => {
      const line = document.createElement("p");
      line.className = "advice";
      line.textContent = words;
      return line;
    }));
  };
  box.form.addEventListener("input", ({ target }) => {
    if (target !== box && target.name !== "language") return;
    clearTimeout(wait);
    wait = setTimeout(ask, 600);
  });
}
