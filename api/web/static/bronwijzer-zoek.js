/* <bronwijzer-zoek src="https://zoek.example.nl" key="…" count="5"></bronwijzer-zoek>

   A box to search Bronwijzer from, in any page. Attributes: src, the address of the service; key, a key that may only
   read, for everybody who sees the page can see it; count, how many passages (5); label, what stands above the box;
   kind, publisher, place, status, from and to, the filters of the search. Language: that of the page, Dutch or English.
   Colours and shape: --bronwijzer-zoek-accent, -ink, -paper, -line, -mark, -radius, or the --nl-* tokens of a theme.

   The page may reset styles, change the built-in objects, or forbid inline styles: nothing here leans on those. */
(() => {
  "use strict";

  const FILTERS = ["kind", "publisher", "place", "status", "from", "to"];
  const SECONDS = 15;
  const LENGTH = 280;
  const TEXTS = {
    nl: {
      lang: "nl",
      label: "Zoek in documenten",
      search: "Zoek",
      searching: "Bezig met zoeken …",
      found: (shown, total) => (shown === 1 ? "1 passage gevonden." : `De beste ${shown} van ${total} passages.`),
      nothing: "Niets gevonden. Probeer andere of minder woorden.",
      alike: " Uw woorden staan er niet in. Ze zijn gekozen op betekenis.",
      empty: "Typ eerst een of meer woorden.",
      meant: "Bedoelde u:",
      corrected: "Gezocht op:",
      opens: " (opent in een nieuw tabblad)",
      refused: "Dit zoekvak mag hier niet zoeken. Meld dat aan de beheerder van deze pagina.",
      busy: "Het is nu te druk. Probeer het over een paar seconden opnieuw.",
      broken: "Zoeken lukt nu niet. Controleer uw verbinding en probeer het opnieuw.",
    },
    en: {
      lang: "en-GB",
      label: "Search documents",
      search: "Search",
      searching: "Searching …",
      found: (shown, total) => (shown === 1 ? "1 passage found." : `The best ${shown} of ${total} passages.`),
      nothing: "Nothing found. Try other or fewer words.",
      alike: " Your words are not in them. They were chosen by their meaning.",
      empty: "Type one or more words first.",
      meant: "Did you mean:",
      corrected: "Searched for:",
      opens: " (opens in a new tab)",
      refused: "This box may not search here. Tell whoever keeps this page.",
      busy: "It is too busy now. Try again in a few seconds.",
      broken: "Searching does not work now. Check your connection and try again.",
    },
  };

  const STYLE = `
    :host { all: initial !important; display: block !important; color-scheme: inherit !important;
      font-family: inherit !important; font-size: inherit !important; line-height: 1.5 !important;
      --accent: var(--bronwijzer-zoek-accent, var(--nl-link-color, light-dark(#0b5563, #86ccd8)));
      --ink: var(--bronwijzer-zoek-ink, light-dark(#1c2326, #e8e6e1));
      --paper: var(--bronwijzer-zoek-paper, light-dark(#fff, #1d2326));
      --line: var(--bronwijzer-zoek-line, light-dark(#7b868b, #818d92));
      --mark: var(--bronwijzer-zoek-mark, light-dark(#ffe9a6, #5d4a10));
      --radius: var(--bronwijzer-zoek-radius, 0.375em); }
    :host([hidden]) { display: none !important; }
    * { box-sizing: border-box; }
    .box { padding: 1em; color: var(--ink); background: var(--paper); overflow-wrap: anywhere; text-align: start; }
    label { display: block; margin-bottom: 0.35em; font-weight: 600; }
    .field { display: flex; flex-wrap: wrap; gap: 0.5em; }
    input, button { min-height: 2.75em; padding: 0.4em 0.8em; font: inherit; border-radius: var(--radius); }
    input { flex: 1 1 12em; min-width: 0; color: inherit; background: transparent; border: 1px solid var(--line); }
    button { cursor: pointer; font-weight: 600; }
    .go { color: var(--paper); background: var(--accent); border: 1px solid var(--accent); }
    .meant { min-height: 1.5em; padding: 0; border: 0; background: none; color: var(--accent); text-decoration: underline; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    .status:not(:empty) { margin: 0.75em 0 0; }
    ol { margin: 0; padding: 0; list-style: none; }
    li { margin-top: 1em; padding-top: 1em; border-top: 1px solid color-mix(in srgb, var(--line) 45%, transparent); }
    a { color: var(--accent); font-weight: 600; }
    p { margin: 0.25em 0 0; }
    .about { font-size: 0.9em; }
    mark { color: inherit; background: var(--mark); }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    @media (forced-colors: active) { .go { border-color: ButtonText; } mark { background: Mark; color: MarkText; } }`;

  const made = (name, fields = {}, ...inside) => {
    const one = document.createElement(name);
    for (const [field, value] of Object.entries(fields)) one.setAttribute(field, value);
    one.append(...inside);
    return one;
  };

  class Refused extends Error {}

  class BronwijzerZoek extends HTMLElement {
    #asking = null;
    #parts = null;

    connectedCallback() {
      if (this.#parts) return; // it was moved
      const language = this.closest("[lang]")?.lang.toLowerCase() ?? "nl";
      const texts = TEXTS[language.startsWith("en") ? "en" : "nl"];
      const input = made("input", { id: "q", type: "search", name: "q", maxlength: "1000", autocomplete: "off" });
      const form = made(
        "form",
        { role: "search" },
        made("label", { for: "q" }, this.getAttribute("label") || texts.label),
        made("div", { class: "field" }, input, made("button", { class: "go" }, texts.search)),
      );
      const status = made("p", { class: "status", role: "status" });
      const list = made("ol", { lang: "nl" });
      const root = this.attachShadow({ mode: "open", delegatesFocus: true });
      const sheet = new CSSStyleSheet(); // a strict page forbids <style>, and not this
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
      root.append(made("div", { class: "box", lang: texts.lang }, form, status, list));
      this.#parts = { input, list, status, texts };
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.#search();
      });
    }

    disconnectedCallback() {
      this.#asking?.abort();
    }

    async #search() {
      const { input, list, status, texts } = this.#parts;
      const query = input.value.trim();
      this.#asking?.abort();
      if (!query) {
        status.textContent = texts.empty;
        input.focus();
        return;
      }
      const asking = (this.#asking = new AbortController());
      status.textContent = texts.searching;
      list.setAttribute("aria-busy", "true");
      try {
        const found = await this.#ask(query, asking.signal);
        if (asking === this.#asking) this.#show(found);
      } catch (error) {
        if (asking !== this.#asking) return; // another question took its place
        list.replaceChildren();
        status.textContent = error instanceof Refused ? error.message : texts.broken;
      } finally {
        if (asking === this.#asking) list.removeAttribute("aria-busy");
      }
    }

    async #ask(q, signal) {
      const { texts } = this.#parts;
      const body = { q, k: Number.parseInt(this.getAttribute("count"), 10) || 5 };
      for (const name of FILTERS) if (this.hasAttribute(name)) body[name] = this.getAttribute(name);
      const headers = { "Content-Type": "application/json" };
      if (this.hasAttribute("key")) headers["X-API-Key"] = this.getAttribute("key");
      const answer = await fetch(new URL("/v1/search", this.#service), {
        method: "POST",
        headers,
        body: JSON.stringify(body),
        credentials: "omit",
        referrerPolicy: "no-referrer",
        signal: AbortSignal.any([signal, AbortSignal.timeout(SECONDS * 1000)]),
      });
      if (answer.ok) return answer.json();
      if (answer.status === 400) throw new Refused((await answer.json()).detail);
      throw new Refused({ 401: texts.refused, 403: texts.refused, 429: texts.busy, 503: texts.busy }[answer.status] ?? texts.broken);
    }

    get #service() {
      return new URL(this.getAttribute("src") ?? "", document.baseURI);
    }

    #show({ hits, total, corrected, suggestion, note, legs }) {
      const { list, status, texts } = this.#parts;
      list.replaceChildren(...hits.map((hit) => this.#hit(hit)));
      const said = [hits.length ? texts.found(hits.length, total) : (note ?? texts.nothing)];
      if (hits.length && legs.includes("dense") && !hits.some((hit) => hit.passage.highlights.length)) said.push(texts.alike);
      if (corrected) said.push(` ${texts.corrected} ${corrected}.`);
      if (suggestion) said.push(` ${texts.meant} `, this.#other(suggestion));
      status.replaceChildren(...said);
    }

    #other(suggestion) {
      const button = made("button", { class: "meant", type: "button", lang: "nl" }, suggestion);
      button.addEventListener("click", () => {
        this.#parts.input.value = suggestion;
        this.#parts.input.focus();
        this.#search();
      });
      return button;
    }

    #hit({ passage, document: about, citation }) {
      const { texts } = this.#parts;
      const link = made("a", { href: this.#address(passage, about, citation), target: "_blank", rel: "noopener noreferrer" });
      link.append(about.item ?? about.title, made("span", { class: "unseen", lang: texts.lang }, texts.opens));
      const date = about.date && inWords(about.date, texts.lang);
      const known = [about.item ? about.title : null, about.publisher, date].filter(Boolean).join(" · ");
      const words = made("p", {}, ...marked(passage.text, passage.highlights));
      return made("li", {}, link, made("p", { class: "about" }, known), words);
    }

    #address(passage, about, citation) {
      // A text without an address of its own is shown by the service. Anything but a web address would be run, not visited.
      if (/^https?:\/\//i.test(citation.link)) return citation.link;
      const page = new URL(`/document/${about.docId.split("/").map(encodeURIComponent).join("/")}`, this.#service);
      page.searchParams.set("passage", passage.passageId);
      page.hash = "passage";
      return page.href;
    }
  }

  /* A date as partial as it is: 2024, februari 2024, 12 februari 2024. */
  function inWords(date, language) {
    const fields = [{ year: "numeric" }, { month: "long" }, { day: "numeric" }].slice(0, date.split("-").length);
    return new Intl.DateTimeFormat(language, Object.assign({ timeZone: "UTC" }, ...fields)).format(new Date(date));
  }

  /* The words around the first that was found, with those that were found marked. Places count characters, as people
     do, and not the halves in which a script keeps some of them. */
  function marked(text, highlights) {
    const letters = [...text];
    const first = highlights.length ? highlights[0][0] : 0;
    const start = first < LENGTH / 2 ? 0 : after(letters, first - LENGTH / 3);
    const end = start + LENGTH >= letters.length ? letters.length : after(letters, start + LENGTH);
    const pieces = [start ? "… " : ""];
    let at = start;
    for (const [from, to] of highlights) {
      if (from < at || to > end) continue;
      pieces.push(letters.slice(at, from).join(""), made("mark", {}, letters.slice(from, to).join("")));
      at = to;
    }
    return [...pieces, letters.slice(at, end).join(""), end < letters.length ? " …" : ""];
  }

  /* The place after the next space. */
  function after(letters, place) {
    const space = letters.indexOf(" ", Math.floor(place));
    return space < 0 ? letters.length : space + 1;
  }

  if (!customElements.get("bronwijzer-zoek")) customElements.define("bronwijzer-zoek", BronwijzerZoek);
})();
