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
    if (bar() && bar().offsetHeight * 2 > innerHeight) found.push(`the bar takes ${bar().offsetHeight} of ${innerHeight}`);
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

  const textNodes = () => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (walker.currentNode.data.trim()) found.push(walker.currentNode);
    return found.filter((node) => seen(node.parentElement));
  };

  // The middle of each line of words: above and below it letters of other scripts may reach in.
  function overlapping() {
    const lines = [];
    for (const node of textNodes()) {
      const el = node.parentElement, range = document.createRange();
      if (el.closest("option, .do")) continue;
      range.selectNodeContents(node);
      for (const { left, right, top, bottom } of range.getClientRects()) {
        const rim = (bottom - top) * .3;
        lines.push({ el, left, right, top: top + rim, bottom: bottom - rim });
      }
    }
    const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
      && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    const found = [];
    lines.forEach((one, at) => {
      const other = lines.slice(at + 1).find((two) => meet(one, two));
      if (other) found.push(`${named(one.el)} lies on ${named(other.el)}`);
    });
    return found;
  }

  // Letters for which the page shows a box: drawn as what no font has is drawn.
  const drawn = new Map();
  function boxes() {
    const pen = Object.assign(document.createElement("canvas"), { width: 48, height: 48 })
      .getContext("2d", { willReadFrequently: true });
    const draw = (letter, font) => {
      if (!drawn.has(font + letter)) {
        pen.clearRect(0, 0, 48, 48);
        pen.font = font;
        pen.fillText(letter, 8, 32);
        drawn.set(font + letter, pen.getImageData(0, 0, 48, 48).data.join());
      }
      return drawn.get(font + letter);
    };
    const found = new Set();
    for (const node of textNodes()) {
      const font = `24px ${getComputedStyle(node.parentElement).fontFamily}`;
      const none = draw("\u{10FFFE}", font);
      for (const letter of node.data)
        if (/\S/.test(letter) && !/\p{Cf}/u.test(letter) && draw(letter, font) === none)
          found.add(`a box for U+${letter.codePointAt(0).toString(16)}`);
    }
    return [...found];
  }

  // What the page says in its own language: no names, and nothing marked as another language.
  function said() {
    const own = document.documentElement.lang;
    const ours = (el) => el.closest("[lang]").lang === own && !el.closest("bdi, script, style");
    const words = textNodes().filter((node) => ours(node.parentElement)).map((node) => node.data);
    for (const el of all("[aria-label], [title], [placeholder], [alt]")) {
      if (!ours(el)) continue;
      for (const name of ["aria-label", "title", "placeholder", "alt"])
        if (el.hasAttribute(name)) words.push(el.getAttribute(name));
    }
    return words;
  }

  return { frame, cutOff, smallTargets, focused, overlapping, boxes, said };
})();
