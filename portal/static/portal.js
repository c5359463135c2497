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

/* Listen: the phone's own voice reads the page, line by line, where it has one for this language. */
const listen = document.querySelector(".listen"), { lang } = document.documentElement;
const voices = () => speechSynthesis.getVoices().map((voice) => [voice.lang.replace(/_/g, "-").toLowerCase(), voice]);
const ownVoice = () => {
  const found = voices().filter(([tag]) => tag.split("-")[0] === lang.split("-")[0]);
  const place = lang.split("-").pop().toLowerCase();
  return (found.find(([tag]) => tag.endsWith("-" + place)) || found[0] || [])[1];
};
const quiet = () => { speechSynthesis.cancel(); listen.setAttribute("aria-pressed", "false"); };
if (listen && window.speechSynthesis) {
  const show = () => { listen.hidden = !ownVoice(); };
  show();
  speechSynthesis.onvoiceschanged = show;
  listen.onclick = () => {
    if (listen.getAttribute("aria-pressed") === "true") return quiet();
    const lines = document.querySelector("main").innerText.split(/\n+/).filter((line) => /\p{L}|\d/u.test(line));
    lines.forEach((line, number) => {
      const said = new SpeechSynthesisUtterance(line);
      said.voice = ownVoice();
      said.lang = said.voice.lang;
      if (number === lines.length - 1) said.onend = quiet;
      speechSynthesis.speak(said);
    });
    listen.setAttribute("aria-pressed", "true");
  };
  addEventListener("pagehide", quiet);
}
