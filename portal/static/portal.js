/* Not needed to use any page. Leaving quickly hides this page at once and forgets it in the history;
   a page that comes back from the phone's memory is asked for anew, so that nobody sees what was
   left behind. */
addEventListener("click", (event) => {
  const link = event.target.closest("a[data-leave]");
  if (link) {
    event.preventDefault();
    document.documentElement.hidden = true;
    location.replace(link.href);
  }
});
addEventListener("pageshow", (event) => { if (event.persisted) location.replace(location.href); });
