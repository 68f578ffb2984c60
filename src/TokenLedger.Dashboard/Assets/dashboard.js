// What makes the pages handier where scripts run. Every page reads without it.
document.documentElement.classList.add("js");

// Forms that change something: their fields go to the API as JSON.
const typed = (field) => {
  switch (field.dataset.type) {
    case "number": return Number(field.value);
    case "boolean": return field.type === "checkbox" ? field.checked : field.value === "true";
    case "day": return field.value + "T00:00:00Z";
    case "list": return field.value.split(/[\n,]/).map((one) => one.trim()).filter(Boolean);
    default: return field.value;
  }
};
const put = (body, path, value) => {
  const last = path.pop();
  let at = body;
  path.forEach((part, i) => { at = at[part] ??= /^\d+$/.test(path[i + 1] ?? last) ? [] : {}; });
  at[last] = value;
};
// {x} in a name stands for what the field x says: "scope.{by0}". Null where that says nothing.
const pathOf = (field) => {
  const path = field.name.split(".").map((part) => part.replace(/\{([\w-]+)\}/g, (_, name) => field.form.elements[name].value.trim()));
  return path.includes("") ? null : path;
};
const isSaid = (field) => {
  if (!field.name || field.disabled || "part" in field.dataset || (field.type === "radio" && !field.checked)) return false;
  if (field.dataset.with && field.form.elements[field.dataset.with].value === "") return false;
  if (field.closest("[data-for]") && field.offsetParent === null) return false;
  return field.value !== "" || field.type === "checkbox";
};
const bodyOf = (form) => {
  const body = form.dataset.json ? JSON.parse(form.dataset.json) : {};
  for (const field of form.elements) {
    const path = isSaid(field) ? pathOf(field) : null;
    if (path) put(body, path, field.type === "checkbox" ? field.checked : typed(field));
  }
  // Rows that were emptied leave no hole.
  for (const name in body) if (Array.isArray(body[name])) body[name] = body[name].filter((one) => one !== undefined);
  return body;
};
const say = (form, text, tone) => {
  let said = form.querySelector(".said");
  if (!said) {
    said = document.createElement("p");
    said.setAttribute("role", "status");
    form.append(said);
  }
  said.className = "said " + tone;
  said.textContent = text;
};
const send = async (form, button) => {
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) return;
  const [method, url] = form.dataset.api.split(" ");
  const request = { method, headers: { Accept: "application/json" }, credentials: "same-origin" };
  // A change of what somebody else has changed meanwhile is refused; a new thing is asked for once.
  if (form.dataset.ifMatch) request.headers["If-Match"] = form.dataset.ifMatch;
  if (form.dataset.ifNoneMatch) request.headers["If-None-Match"] = form.dataset.ifNoneMatch;
  const body = bodyOf(form);
  if (method !== "DELETE" || Object.keys(body).length > 0) {
    request.headers["Content-Type"] = "application/json";
    request.body = JSON.stringify(body);
  }
  button.disabled = true;
  try {
    // {name} in the address stands for a field, which then is no part of the body.
    const answer = await fetch(url.replace(/\{([\w-]+)\}/g, (_, name) => {
      delete body[name];
      if (request.body) request.body = JSON.stringify(body);
      return encodeURIComponent(form.elements[name].value);
    }), request);
    const text = await answer.text();
    let json = null;
    try { json = text ? JSON.parse(text) : null; } catch { /* said below as it is */ }
    if (!answer.ok) {
      say(form, json?.error?.message ?? `The gateway answered ${answer.status}.`, "bad");
    } else if (form.dataset.show) {
      const shown = form.dataset.show.split(".").reduce((at, part) => at?.[part], json);
      say(form, form.dataset.done ? form.dataset.done + " " + (shown ?? "") : (shown ?? "Done."), "good");
    } else {
      say(form, form.dataset.done ?? "Done.", "good");
      if (form.dataset.go) location.assign(json[form.dataset.go]);
      else form.dataset.then ? location.assign(form.dataset.then) : location.reload();
    }
  } catch {
    say(form, "The gateway does not answer. Nothing is known to have changed.", "bad");
  } finally {
    button.disabled = false;
  }
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.api) {
    event.preventDefault();
    void send(form, event.submitter ?? form.querySelector("button"));
  } else if (form.method === "get") {
    // Addresses stay short: what was not filled in is not said.
    for (const field of form.elements) if (field.name && field.value === "") field.disabled = true;
    setTimeout(() => { for (const field of form.elements) field.disabled = false; }, 0);
  }
});

// What a chart says where the pointer is: the title of what is below it, at once and readable.
const tip = document.createElement("div");
tip.className = "tip";
tip.hidden = true;
document.body.append(tip);
const titleOf = (target) => {
  for (let at = target; at && at.tagName !== "svg"; at = at.parentElement) {
    if (at.dataset?.tip) return at.dataset.tip;
    const title = [...at.children].find((child) => child.tagName === "title");
    if (title) {
      at.dataset.tip = title.textContent;
      title.remove(); // or the browser would show its own beside ours
      at.setAttribute("aria-label", at.dataset.tip);
      return at.dataset.tip;
    }
  }
  return null;
};
document.addEventListener("pointermove", (event) => {
  const text = event.target.closest?.("figure svg, svg.bar, svg.spark") ? titleOf(event.target) : null;
  tip.hidden = !text;
  if (!text) return;
  tip.textContent = text;
  const box = tip.getBoundingClientRect();
  const left = event.clientX + 14 + box.width > innerWidth ? event.clientX - 14 - box.width : event.clientX + 14;
  tip.style.left = Math.max(4, left) + "px";
  tip.style.top = Math.max(4, Math.min(event.clientY + 14, innerHeight - box.height - 4)) + "px";
});

// Zoom: drag over a chart of time, and its address is asked for with the stretch.
for (const plot of document.querySelectorAll("svg[data-from]")) {
  let start = null;
  let brush = null;
  const at = (event) => {
    const box = plot.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  };
  plot.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && event.pointerType === "mouse") start = at(event);
  });
  plot.addEventListener("dragstart", (event) => event.preventDefault());
  document.addEventListener("pointermove", (event) => {
    if (start === null) return;
    const now = at(event);
    if (!brush && Math.abs(now - start) < 0.01) return;
    if (!brush) {
      brush = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      brush.setAttribute("class", "brush");
      brush.setAttribute("height", "100%");
      plot.append(brush);
    }
    brush.setAttribute("x", Math.min(start, now) * 100 + "%");
    brush.setAttribute("width", Math.abs(now - start) * 100 + "%");
  });
  document.addEventListener("pointerup", (event) => {
    if (start === null) return;
    const ends = [start, at(event)].sort((a, b) => a - b);
    start = null;
    if (!brush) return;
    plot.addEventListener("click", (click) => { click.preventDefault(); click.stopPropagation(); }, { capture: true, once: true });
    const from = Number(plot.dataset.from);
    const span = Number(plot.dataset.to) - from;
    const instant = (part) => new Date(from + span * part).toISOString().replace(/\.\d+Z$/, "Z");
    const to = new URL(location.href);
    to.searchParams.delete("last");
    to.searchParams.set("from", instant(ends[0]));
    to.searchParams.set("to", instant(ends[1]));
    location.assign(to);
  });
}

// What is live: the server sends parts of the page, by the id of the element they take the place of.
for (const live of document.querySelectorAll("[data-live]")) {
  const source = new EventSource(live.dataset.live);
  // The mark is within a part that is replaced: it is looked for anew.
  const say = (text) => document.querySelectorAll(".live-mark").forEach((mark) => { mark.textContent = text; });
  source.addEventListener("part", (event) => {
    const next = new DOMParser().parseFromString(event.data, "text/html").body.firstElementChild;
    const old = next?.id && document.getElementById(next.id);
    if (old && !old.contains(document.activeElement)) old.replaceWith(next);
    say("live");
  });
  source.addEventListener("error", () => say("not live: trying again"));
  addEventListener("pagehide", () => source.close());
}

// Copying what is meant to be copied.
for (const block of document.querySelectorAll("pre[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(block.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(block);
    }
  });
  const copy = document.createElement("div");
  copy.className = "copy";
  block.replaceWith(copy);
  copy.append(block, button);
}
