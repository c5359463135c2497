/* Not needed to use any screen. A screen that comes back from the browser's memory is asked for
   anew, so that the back button shows nothing after signing out; and signing out leaves no words
   behind in this tab. Ctrl K goes to the box in which a parent is found. */
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
