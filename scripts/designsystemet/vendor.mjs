// Makes static/designsystemet/ anew: the components of Designsystemet that the pages use, and our theme for them.
//
//   cd scripts/designsystemet && npm ci --ignore-scripts && npm run vendor
//
// Run by hand, when a version or the theme changes, or when static/trespor.css takes a token that is not there yet.
// Versions are pinned in package.json. The result is committed, so that no build and no test asks the network.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import cssnano from "cssnano";
import postcss from "postcss";

const here = dirname(fileURLToPath(import.meta.url));
const css = join(here, "node_modules/@digdir/designsystemet-css");
const target = join(here, "../../static/designsystemet");

/** What the pages use, in the order of the package. */
const COMPONENTS = [
  "link", "validation-message", "label", "fieldset", "input", "field", "button", "breadcrumbs", "card", "details", "alert",
  "error-summary", "skip-link", "table", "tag",
];

/** Selectors that no page of ours can match: variants, states and elements that are made by a script. */
const UNUSED = [
  /click-?delegate/i, /u-summary|ds-tab(list|panel|\b)(?!le)|part\(/, /:dir\(rtl\)/, /readonly|read-only/, /role=switch/, /indeterminate/,
  /data-(zebra|sticky-header|border|hover|icon|fullwidth|position|weight|width)\b/, /aria-sort/, /__block/, /data-typography/,
  /caption.*data-size|data-size.*caption/, /\.ds-(sr-only|icon|readonly-icon|print-preserve|focus|checkbox|list|floating)\b/,
  /\.ds-skiplink/, /aria-busy/, /data-field=counter/, /data-variant=(default|outline|tinted)/, /\[role=button\]/,
  /\.ds-card>\.ds-details/, /\.ds-breadcrumbs>:not/, /:lang\(/, /:not\(\[rows\]\)/, /validation-message\[data-color/,
  /\.ds-card:(where|has)/, /placeholder/, /\.ds-field-affixes:has/,
  /:has\(input:focus-visible\)/, /focus-visible \*$/, /\.ds-link(:has|>)/, /\.ds-(link|tag|button).*:is\(img,svg\)/, /\.ds-link\[data-color/,
  /\.ds-tag:(is|focus)/, /data-variant=tertiary/, /:is\(:not\(ol,ul\)\)/, /not\(:only-child\)\)$/, /details-content/, /^\.ds-field.*label:before$/, /fieldset:disabled/, /aria-disabled=true\]?,\.ds-input:disabled/, /::-webkit-details-marker/, /:where\(:visited\)/,
  /\.ds-field-affixes .*:first-child$/, /\.ds-input\):not\(:first-child\)/, /\.ds-error-summary li/, /:not\(:focus-visible,:disabled\):hover/,
  /ol,ul\):not\(:only-child\)/, /:is\(select\):open/,
];
/** Properties with a prefix whose plain form every browser has had for two years, and those for colours on paper, which we keep white. */
const PREFIXED = /^-(webkit-(mask|appearance|print)|moz-)|^print-color-adjust/;
/** Colours that only notices and tags have. */
const QUIET = /data-color=.?(info|success|warning|neutral)/;
const LOUD = /-(base|surface-(default|hover|active)|background|border-(strong|subtle))/;
/** What a button that destroys does not have either: only the plain one is red. */
const PLAIN = /-(surface-(default|hover|active)|background|border-(strong|subtle))/;

/** The parts of a list of selectors, split at the commas outside of brackets. */
function parts(selector) {
  const found = [""];
  let depth = 0;
  for (const sign of selector) {
    if (sign === "," && depth === 0) found.push("");
    else found[found.length - 1] += sign;
    if (sign === "(" || sign === "[") depth += 1;
    if (sign === ")" || sign === "]") depth -= 1;
  }
  return found.map((part) => part.trim());
}

/** Takes out of the lists inside `:is()` and `:not()` what no page has. */
const simpler = (selector) =>
  selector
    .replaceAll(/:is\((summary|:is\(summary),u-summary\)/g, "summary")
    .replaceAll(",u-summary", "")
    .replaceAll(",[readonly],[aria-readonly=true],label:has(input[readonly])", "")
    .replaceAll(",[readonly],[aria-readonly=true]", "")
    .replaceAll(",.ds-input[readonly],.ds-input[aria-readonly=true]", "")
    .replaceAll(".ds-input[readonly],", "")
    .replaceAll("[readonly],[aria-readonly=true],", "")
    .replaceAll(":where(:hover,.\\:click-delegate-hover)", ":hover")
    .replaceAll(".ds-skip-link,.ds-skiplink", ".ds-skip-link")
    .replaceAll(":is(.ds-skip-link:focus,.ds-skiplink:focus)", ".ds-skip-link:focus")
    .replaceAll(",.ds-skiplink:focus", "")
    .replaceAll(",:indeterminate:where([type=checkbox])", "");

function prune(root) {
  root.walkRules((rule) => {
    if (rule.parent.type === "atrule" && /keyframes$/.test(rule.parent.name)) return;
    const kept = parts(simpler(rule.selector)).filter((one) => !UNUSED.some((unused) => unused.test(one)));
    if (kept.length === 0) rule.remove();
    // A link in a text that somebody wrote has no class; it is a link like any other.
    else rule.selector = kept.map((one) => one.replaceAll(/\.ds-link(?![\w-])/g, ":is(.ds-link,a:not([class]))")).join(",");
  });
  // Rounding to whole pixels, and a colour that an old Safari needs.
  root.walkAtRules("supports", (rule) => {
    rule.remove();
  });
  root.walkDecls((decl) => {
    if (PREFIXED.test(decl.prop) || /-moz-fit-content/.test(decl.value)) decl.remove();
  });
}

/** The theme: light in `:root`, dark where the reader asks for it, never on paper. */
function theme() {
  const node = [process.execPath, join(here, "node_modules/@digdir/designsystemet/dist/bin/designsystemet.js")];
  const run = (...words) => execFileSync(node[0], [node[1], ...words], { cwd: here, stdio: ["ignore", "ignore", "inherit"] });
  run("tokens", "create", "--config", "designsystemet.config.json", "--clean");
  run("tokens", "build", "-t", "node_modules/.tokens", "-o", "node_modules/.theme", "--clean");
  const root = postcss.parse(readFileSync(join(here, "node_modules/.theme/trespor.css"), "utf8"));
  root.walkComments((comment) => comment.remove());
  root.walkAtRules((rule) => {
    if (rule.name === "media" || rule.name === "supports" || (rule.name === "layer" && /secondary/.test(rule.params))) rule.remove();
  });
  root.walkRules((rule) => {
    rule.selector = rule.selector.replaceAll(/\/\*.*?\*\//g, "").replaceAll('"', "").replaceAll("'", "").trim();
    if (rule.parent.params === "ds.theme.color-scheme.dark") {
      const dark = postcss.atRule({ name: "media", params: "screen and (prefers-color-scheme:dark)" });
      rule.replaceWith(dark);
      dark.append(rule.clone({ selector: ":root" }));
      return;
    }
    const kept = parts(rule.selector).filter((one) => !/data-(color-scheme|typography)/.test(one));
    rule.selector = kept.join(",");
    const without = QUIET.test(rule.selector) ? LOUD : /data-color=danger/.test(rule.selector) ? PLAIN : null;
    rule.walkDecls((decl) => {
      if (without?.test(decl.prop)) decl.remove();
    });
  });
  return root;
}

/** Takes out the properties of our own that nothing reads, until all that is left is read. */
function tidy(root, own) {
  for (;;) {
    const read = new Set(own.match(/--ds[\w-]*/g));
    root.walkDecls((decl) => (decl.value.match(/--[\w-]+/g) ?? []).forEach((name) => read.add(name)));
    let gone = 0;
    root.walkDecls(/^--/, (decl) => {
      if (read.has(decl.prop)) return;
      decl.remove();
      gone += 1;
    });
    root.walkRules((rule) => {
      if (rule.nodes.length === 0) rule.remove();
    });
    root.walkAtRules((rule) => {
      if (rule.nodes?.length === 0) rule.remove();
    });
    if (!gone) return;
  }
}

/** One rule for the ring around what has the focus, in place of one a component. */
function gatherFocus(root) {
  const rings = new Map();
  root.walkRules(/:focus-visible$/, (rule) => {
    const body = rule.nodes.map(String).join(";");
    if (!body.includes("--dsc-focus-outline")) return;
    rings.set(body, [...(rings.get(body) ?? []), rule.selector]);
    rule.remove();
  });
  return [...rings].map(([body, selectors]) => `${selectors.join(",")}{${body.replaceAll(/var\(--_ds--focus, ?(var\([\w-]+\))\)/g, "$1")}}`).join("");
}

/** Puts the value of a property of our own in the place of its name where it is set once and we do not set it. */
function inline(root, own) {
  const set = new Map();
  root.walkDecls(/^--_?dsc?-/, (decl) => set.set(decl.prop, [...(set.get(decl.prop) ?? []), decl]));
  for (const [name, decls] of set) {
    if (decls.length !== 1 || own.includes(name) || decls[0].parent.selector?.includes("data-")) continue;
    const [{ value }] = decls;
    if (!name.startsWith("--dsc-") && !name.startsWith("--_dsc-")) continue;
    const use = new RegExp(`var\\(${name}\\)`, "g");
    let uses = 0;
    root.walkDecls((decl) => (uses += (decl.value.match(use) ?? []).length));
    if (uses > 1 && (value.length - name.length - 5) * (uses - 1) > name.length + 5) continue;
    root.walkDecls((decl) => decl.value = decl.value.replace(use, () => value));
  }
}

const component = (name) => readFileSync(join(css, `dist/src/${name}.css`), "utf8");
const own = readFileSync(join(target, "../trespor.css"), "utf8");
const base = postcss.parse(component("base"));
const components = postcss.parse(COMPONENTS.map(component).join(""));
for (const part of [base, components]) prune(part);
const rings = gatherFocus(components);
const root = postcss.parse(`${theme()}@layer ds.base{${base}}@layer ds.components{${components}${rings}}`);
inline(root, own);
tidy(root, own);

const small = await postcss([cssnano({ preset: ["default", { discardComments: { removeAll: true } }] })]).process(root, { from: undefined });
const version = JSON.parse(readFileSync(join(css, "package.json"), "utf8")).version;
const text = `/*! Designsystemet ${version}, MIT licence, (c) Digitaliseringsdirektoratet (Digdir). Made by scripts/designsystemet. */
@layer ground,ds.theme,ds.base,ds.components,own;
${small.css.replaceAll(/@layer [\w.-]+\{\}/g, "").replaceAll(/\}(?=\})/g, "}\n")}
`;
writeFileSync(join(target, "designsystemet.css"), text);
writeFileSync(join(target, "LICENSE"), readFileSync(join(css, "LICENSE")));
const readme = join(target, "README.md");
const digest = createHash("sha256").update(text).digest("hex");
writeFileSync(readme, readFileSync(readme, "utf8").replace(/sha256: `\w*`/, `sha256: \`${digest}\``).replace(/designsystemet-css` [\d.]+/, `designsystemet-css\` ${version}`));
console.log(`${text.length} bytes, sha256 ${digest}`);
