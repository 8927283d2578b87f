// What the pages do beside what they do without it: suggestions while typing, the own list, copying, a shortcut.
"use strict";

const find = (selector, inside = document) => inside.querySelector(selector);
const findAll = (selector, inside = document) => [...inside.querySelectorAll(selector)];

// Kept by the browser alone; where that is not allowed, until the page is left.
const kept = {
  read(name, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(name)) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  write(name, value) {
    try {
      localStorage.setItem(name, JSON.stringify(value));
    } catch {
      // Full, or forbidden: the page goes on as it is.
    }
  },
};

/* Announcing: what a page has found is said once it is there. */
for (const place of findAll("[data-say]")) {
  const said = place.textContent;
  place.textContent = "";
  requestAnimationFrame(() => (place.textContent = said));
}
for (const place of findAll("[data-scripted]")) place.hidden = false;
for (const place of findAll("[data-unscripted]")) place.hidden = true;
// Where the style sheet shows the filters anyway, they are told to be open.
for (const filters of findAll(".filters > details")) filters.open = matchMedia("(min-width: 62rem)").matches;

/* Suggestions: a combobox with a list, as the ARIA Authoring Practices describe it. */
const box = find("input[data-suggest]");
if (box) suggest(box);

function suggest(box) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.suggest);
  const status = document.createElement("p");
  status.className = "unseen";
  status.setAttribute("role", "status");
  box.parentElement.append(list, status);
  const set = (fields) => Object.entries(fields).forEach(([name, value]) => box.setAttribute(name, value));
  set({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id });

  let typed = box.value;
  let chosen = -1;
  let waiting = 0;
  let asking = null;

  const close = () => {
    clearTimeout(waiting);
    asking?.abort();
    list.hidden = true;
    chosen = -1;
    set({ "aria-expanded": "false" });
    box.removeAttribute("aria-activedescendant");
  };
  const choose = (place) => {
    const options = [...list.children];
    chosen = ((place + 1 + options.length + 1) % (options.length + 1)) - 1;
    options.forEach((option, index) => option.setAttribute("aria-selected", index === chosen));
    if (chosen < 0) {
      box.removeAttribute("aria-activedescendant");
      box.value = typed;
    } else {
      set({ "aria-activedescendant": options[chosen].id });
      options[chosen].scrollIntoView({ block: "nearest" });
      box.value = options[chosen].textContent;
    }
  };
  const show = (texts) => {
    list.replaceChildren(
      ...texts.map((text, index) => {
        const option = document.createElement("li");
        option.id = `suggestion-${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = text;
        option.addEventListener("pointerdown", (event) => event.preventDefault());
        option.addEventListener("click", () => {
          box.value = text;
          box.form.requestSubmit();
        });
        return option;
      }),
    );
    chosen = -1;
    list.hidden = !texts.length;
    set({ "aria-expanded": String(!list.hidden) });
    status.textContent = texts.length ? `${texts.length} ${box.dataset.found}` : "";
  };
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const query = new URLSearchParams({ q: typed.slice(0, 200), k: 8 });
    try {
      const answer = await fetch(`/v1/suggestions?${query}`, { signal: asking.signal });
      if (answer.ok && document.activeElement === box) show((await answer.json()).suggestions.map((one) => one.text));
    } catch {
      close(); // without suggestions one searches as well
    }
  };

  box.addEventListener("input", () => {
    typed = box.value;
    clearTimeout(waiting);
    if (typed.trim().length < 2) close();
    else waiting = setTimeout(ask, 120);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // or a search box would be emptied as well
      box.value = typed;
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !event.altKey) {
      event.preventDefault();
      if (!list.hidden) choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
      else if (box.value.trim().length > 1) ask();
    }
  });
  box.addEventListener("blur", close);
  box.form.addEventListener("submit", close);
}

/* The shortcut to the box, which can be switched off (WCAG 2.1.4). */
const toggle = find("[data-shortcut]");
let isOn = kept.read("bronwijzer.shortcut", true);
const showShortcut = () => toggle?.setAttribute("aria-pressed", String(isOn));
showShortcut();
toggle?.addEventListener("click", () => {
  isOn = !isOn;
  kept.write("bronwijzer.shortcut", isOn);
  showShortcut();
});
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || !isOn || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = find("#q");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});

/* Copying. */
for (const button of findAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    const name = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = name), 2000);
  });
}

/* The own list. */
const LIST = "bronwijzer.list";
const MOST = 100; // that one export takes
const own = () => kept.read(LIST, []);
const count = find("[data-count]");

function keep(passages) {
  kept.write(LIST, passages);
  showCount();
}
function showCount() {
  if (!count) return;
  count.textContent = own().length;
  count.hidden = !own().length;
}
showCount();
window.addEventListener("storage", showCount);

for (const button of findAll("[data-keep]")) {
  const id = button.dataset.keep;
  const off = button.textContent;
  const show = () => {
    const is = own().some((one) => one.id === id);
    button.setAttribute("aria-pressed", String(is));
    button.textContent = is ? button.dataset.on : off;
  };
  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    const others = own().filter((one) => one.id !== id);
    const { title, link } = button.dataset;
    const text = (id) => document.getElementById(id)?.textContent.trim() ?? "";
    const passage = { id, title, link, words: text(`words-${id}`), apa: text(`apa-${id}`) };
    keep(others.length < own().length ? others : [...others, passage]);
    show();
  });
}

const page = find("[data-list]");
if (page) showList(page);

function showList(page) {
  const status = find("[data-list-status]", page);
  const items = find("[data-list-items]", page);
  const template = find("template", page);
  const tell = (text) => (status.textContent = text);

  const show = () => {
    const passages = own();
    items.replaceChildren(
      ...passages.map((one) => {
        const item = template.content.cloneNode(true);
        const link = find("a", item);
        link.textContent = one.title;
        // What is kept could be anything: it leads to a document here, or nowhere.
        if (/^\/document\//.test(one.link)) link.href = one.link;
        find(".words", item).textContent = one.words;
        find(".apa", item).textContent = one.apa;
        find("[data-remove] .unseen", item).textContent = ` ${one.title}`;
        find("[data-remove]", item).addEventListener("click", () => {
          keep(own().filter((other) => other.id !== one.id));
          show();
          (find("[data-remove]", items) ?? find("main")).focus();
        });
        return item;
      }),
    );
    for (const tools of findAll("[data-list-tools]", page)) tools.hidden = !passages.length;
    const { none, one, more } = status.dataset;
    tell(!passages.length ? none : passages.length === 1 ? one : `${passages.length} ${more}`);
  };

  const save = async (form) => {
    const passageIds = own().slice(0, MOST).map((one) => one.id);
    const body = JSON.stringify({ passageIds, format: form });
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch("/v1/citations", { method: "POST", headers, body });
    if (!answer.ok) {
      const gone = (await answer.json()).detail ?? "";
      const titles = own().filter((one) => gone.includes(one.id)).map((one) => one.title);
      tell(titles.length ? `${status.dataset.gone} ${titles.join("; ")}` : status.dataset.failed);
      return;
    }
    const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition"))?.[1] ?? "bronnen";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  for (const button of findAll("[data-export]", page)) {
    button.addEventListener("click", () => save(button.dataset.export).catch(() => tell(status.dataset.failed)));
  }
  find("[data-clear]", page).addEventListener("click", () => {
    keep([]);
    show();
    find("main").focus();
  });
  window.addEventListener("storage", show);
  show();
}
