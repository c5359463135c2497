/* Not needed to use any screen. The phrases that fit are found as one types, and the button says how
   many children are ticked. */
const seek = document.querySelector(".seek");
const rows = [...document.querySelectorAll(".to-choose li")];
if (seek) {
  const found = document.getElementById("found");
  const topics = [...document.querySelectorAll("section:has(.to-choose)")];
  const bare = (words) => words.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  const said = new Map(rows.map((row) => {
    const topic = row.closest("section").querySelector("h2").textContent;
    return [row, bare(`${row.textContent} ${topic}`)];
  }));
  seek.addEventListener("input", () => {
    const wanted = bare(seek.q.value).split(/\s+/).filter(Boolean);
    for (const row of rows) row.hidden = !wanted.every((word) => said.get(row).includes(word));
    for (const topic of topics) topic.hidden = topic.querySelectorAll("li:not([hidden])").length === 0;
    found.textContent = topics.every((topic) => topic.hidden) ? "No phrase says that." : "";
  });
}
const list = document.querySelector(".class-list");
if (list) {
  const button = document.querySelector(".do-next button");
  const count = () => {
    const ticked = list.querySelectorAll(":checked").length;
    button.textContent = ticked > 1 ? `Choose words for ${ticked} children` : "Choose words";
  };
  list.addEventListener("change", count);
  count();
}
