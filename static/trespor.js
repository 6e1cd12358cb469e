// Comfort only: every page works without this file.
"use strict";

(() => {
  const all = (selector) => document.querySelectorAll(selector);
  const lang = document.documentElement.lang;

  // The list of errors is read first.
  document.querySelector("[data-focus]")?.focus();

  // ---- Send once ---------------------------------------------------------------------------------
  // A second press of the button does nothing. The button stays enabled, or its name would not be sent.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    delete form.dataset.changed;
    event.submitter?.setAttribute("aria-disabled", "true");
  });
  // The browser shows the page again from its memory when the reader goes back.
  addEventListener("pageshow", () => {
    all("form[data-sent]").forEach((form) => delete form.dataset.sent);
    all("form [aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  });

  // What is said of an answer holds no longer once it is changed.
  document.addEventListener("input", (event) => {
    document.querySelector(`[data-of="${CSS.escape(event.target.name)}"]`)?.remove();
  });

  // ---- Unsaved changes ---------------------------------------------------------------------------
  // For forms with `data-warn` or `data-autosave`.
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && ("warn" in form.dataset || form.dataset.autosave)) form.dataset.changed = "yes";
  });
  addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-changed]")) event.preventDefault();
  });

  // ---- Autosave ----------------------------------------------------------------------------------
  // <form data-autosave="/address"> is posted there, without its files, a moment after the last change
  // and at least every ten seconds. The answer is one line of text for the element `.autosave`, which
  // has the words for what is under way and what failed in `data-saving`, `data-failed` and, for whoever is
  // signed out, `data-out`. Where the
  // answer has a header `x-seen`, the form's field `seen` takes it: the version it now builds upon. With a header
  // `x-others` the version holds what others saved meanwhile: that is taken from the page as it is now.
  const PAUSE_MS = 1500;
  const WAIT_MAX_MS = 10000;
  all("form[data-autosave]").forEach((form) => {
    const shown = form.querySelector(".autosave");
    let timer = 0;
    let waitingSince = 0;
    let busy = false;
    let pressed = null;
    const say = (text) => { if (shown && text !== undefined) shown.textContent = text; };
    const later = (pause) => {
      clearTimeout(timer);
      timer = setTimeout(save, pause);
    };
    const state = (control) => (control.type === "checkbox" || control.type === "radio" ? control.checked : control.value);
    const controls = () => [...form.elements].map((control) => [control, state(control)]);
    // What the server has, as far as this page knows.
    const known = new Map(controls());
    // Takes what others saved into the controls that are as they were sent. Where somebody has typed on meanwhile what
    // others changed too, the form still builds upon what it built upon, and the next save says so.
    const adopt = async (sent) => {
      const answer = await fetch(location.href, { redirect: "error" });
      if (!answer.ok) throw new Error("", { cause: answer.status });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("form[data-autosave]");
      if (!fresh?.elements.seen) return;
      const changed = [];
      for (const [control, was] of sent) {
        const theirs = page.getElementById(control.id);
        if (!theirs || state(theirs) === was) continue;
        if (state(control) !== was) return;
        changed.push([control, theirs]);
      }
      for (const [control, theirs] of changed) {
        if (typeof state(theirs) === "boolean") control.checked = theirs.checked;
        else control.value = theirs.value;
      }
      form.elements.seen.value = fresh.elements.seen.value;
    };
    const save = async () => {
      if (busy) return later(PAUSE_MS);
      if (!form.dataset.changed || form.dataset.sent) return;
      const states = controls();
      const sent = states.filter(([{ id }]) => id);
      const body = new URLSearchParams();
      // On a sheet only the criteria that were changed here are sent, so that an older window takes nothing back.
      const of = (name) => /^(?:points|reason|was)-(.+)$/.exec(name)?.[1];
      const touched = new Set(states.filter(([control, now]) => now !== known.get(control)).map(([{ name }]) => of(name)));
      // What is saved below is no longer what the page was drawn with: going back to that is a change too.
      for (const { name } of form.elements) if (name.startsWith("was-") && touched.has(of(name))) form.elements[name].value = "";
      for (const [name, value] of new FormData(form)) {
        if (typeof value === "string" && (!of(name) || touched.has(of(name)))) body.append(name, value);
      }
      busy = true;
      waitingSince = 0;
      delete form.dataset.changed;
      say(shown?.dataset.saving);
      try {
        const answer = await fetch(form.dataset.autosave, { method: "POST", body, redirect: "error" });
        if (!answer.ok) {
          const plain = (answer.headers.get("content-type") ?? "").startsWith("text/plain");
          throw new Error(plain ? (await answer.text()).slice(0, 300) : "", { cause: answer.status });
        }
        const text = (await answer.text()).slice(0, 200);
        const seen = answer.headers.get("x-seen");
        if (answer.headers.has("x-others")) await adopt(sent);
        else if (seen && form.elements.seen) form.elements.seen.value = seen;
        for (const [control, was] of states) known.set(control, was);
        if (!form.dataset.changed) say(text);
      } catch (failure) {
        if (!form.dataset.sent) form.dataset.changed = "yes";
        // What the server says of it; whoever is signed out is told so; and else only that it failed.
        const said = failure.cause === 401 ? shown?.dataset.out : failure.cause && failure.message;
        say(said || shown?.dataset.failed);
        later(WAIT_MAX_MS);
      } finally {
        busy = false;
        if (pressed) form.requestSubmit(pressed.button);
        pressed = null;
      }
    };
    // The button waits for a save that is under way: it builds upon the version that comes back.
    form.addEventListener("submit", (event) => {
      if (!busy) return;
      event.preventDefault();
      pressed = { button: event.submitter };
    });
    form.addEventListener("input", () => {
      waitingSince ||= Date.now();
      later(Math.max(0, Math.min(PAUSE_MS, waitingSince + WAIT_MAX_MS - Date.now())));
    });
  });

  // ---- Characters left ---------------------------------------------------------------------------
  all("[data-count]").forEach((area) => {
    const shown = document.getElementById(`${area.id}-count`);
    if (!shown) return;
    const count = () => {
      // Code points, as the server counts; a line break is one there too.
      const left = Number(area.dataset.count) - [...area.value].length;
      const kind = (left < 0 ? "over" : "left") + (Math.abs(left) === 1 ? "One" : "");
      const number = new Intl.NumberFormat(lang, { useGrouping: "always" }).format(Math.abs(left));
      shown.textContent = shown.dataset[kind].replace(/[12]/, number);
      shown.classList.toggle("is-over", left < 0);
    };
    area.addEventListener("input", count);
    count();
  });

  // ---- Countdown ---------------------------------------------------------------------------------
  // By the server's clock: only the time since the page was made is measured here.
  const counters = [...all("[data-countdown]")];
  const began = performance.now();
  // In Norwegian a browser says "d\u00f8gn" where the server says "dager".
  const day = (value) => (value === 1 ? "dag" : "dager");
  const unit = (value, name) =>
    new Intl.NumberFormat(lang, { style: "unit", unit: name, unitDisplay: "long" })
      .format(value)
      .replace("d\u00f8gn", day(value));
  const words = (seconds) => {
    const [days, hours, minutes] = [86400, 3600, 60].map((size) => Math.floor(seconds / size));
    const two = (a, b) => new Intl.ListFormat(lang, { type: "conjunction" }).format(b ? [a, b] : [a]);
    if (days) return two(unit(days, "day"), hours % 24 && unit(hours % 24, "hour"));
    if (hours) return two(unit(hours, "hour"), minutes % 60 && unit(minutes % 60, "minute"));
    if (!minutes) return unit(seconds, "second");
    return two(unit(minutes, "minute"), minutes < 10 && seconds % 60 && unit(seconds % 60, "second"));
  };
  const refresh = () => {
    let next = 60;
    for (const shown of counters) {
      const now = Number(shown.dataset.now) + (performance.now() - began) / 1000;
      const left = Math.floor(Number(shown.dataset.countdown) - now);
      if (left <= 0) continue; // The words stay: what has passed is for the server to say.
      shown.textContent = shown.dataset.pattern.replace("{}", words(left));
      if (left < 660) next = 1;
    }
    setTimeout(refresh, next * 1000);
  };
  if (counters.length) refresh();
})();
