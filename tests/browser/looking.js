// What `looking.py` asks a page. Every function returns words, or facts to compare.
window.looking = (() => {
  const seen = (el) => el.checkVisibility() && el.getBoundingClientRect().width > 0;
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);
  // What a finger meets: a tick is as large as its label.
  const box = (el) => (["radio", "checkbox"].includes(el.type) && el.closest("label") || el)
    .getBoundingClientRect();
  const named = (el) => {
    const words = (el.innerText || el.name || "").trim().slice(0, 30);
    return `${el.tagName.toLowerCase()}${el.className ? "." + el.className : ""} "${words}"`;
  };
  const bar = () => document.querySelector(".do");
  const beginsAt = (el, other) =>
    el.getBoundingClientRect().left < other.getBoundingClientRect().left ? "left" : "right";

  function frame() {
    const { lang, dir } = document.documentElement;
    const leave = document.querySelector(".top > a[data-leave]");
    const ticks = all(".tick").map((el) => beginsAt(el.firstElementChild, el.lastElementChild));
    return { lang, dir, leave: leave && leave.getAttribute("href"), ticks: [...new Set(ticks)] };
  }

  function cutOff() {
    const found = [], page = document.documentElement;
    if (page.scrollWidth > page.clientWidth) found.push("the page scrolls sideways");
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const el = walker.currentNode.parentElement;
      if (!walker.currentNode.data.trim() || !seen(el) || el.closest("option")) continue;
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      const words = range.getBoundingClientRect();
      const round = box(el.closest("button, .button, label, .card, main, header"));
      const [left, right] = [Math.max(round.left, 0), Math.min(round.right, page.clientWidth)];
      if (words.left < left - 1 || words.right > right + 1) found.push(`cut off: ${named(el)}`);
    }
    // A hair more is the leading of letters from another script than the page's.
    for (const el of all("input, select"))
      if (el.scrollHeight > el.clientHeight * 1.1) found.push(`too low for its words: ${named(el)}`);
    if (bar() && bar().offsetHeight * 2 > innerHeight) found.push("the bar takes half the window");
    return found;
  }

  function smallTargets([finger, least]) {
    const inSentence = (el) => getComputedStyle(el).display === "inline"
      && [...el.parentElement.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
    // A link in a sentence is as high as its line (the exception of WCAG 2.5.8).
    const small = (el) => inSentence(el) ? box(el).width < least
      : box(el).width < finger || box(el).height < finger;
    return all("a[href], button, summary, select, input").filter(small)
      .map((el) => `too small to tap: ${named(el)} ${box(el).width}x${box(el).height}`);
  }

  const reached = new WeakSet();
  // null: the round is done. "": what has the focus can be seen.
  function focused() {
    const el = document.activeElement;
    if (!el || el === document.body || reached.has(el)) return null;
    reached.add(el);
    const { top, bottom, height } = box(el);
    const end = bar() && !bar().contains(el) ? bar().getBoundingClientRect().top : innerHeight;
    return top < -1 || bottom > end + 1 && height < end ? `covered: ${named(el)}` : "";
  }

  return { frame, cutOff, smallTargets, focused };
})();
