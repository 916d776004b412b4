/** The start page: settled years with their headline figures, each leading to its report. */
import type { SettlementView } from '../app/index.ts';

/** One settled year on the page. */
export interface StartEntry {
  readonly view: SettlementView;
  readonly id: string;
  readonly version: number;
  readonly folder: string;
  readonly settledAt: string;
}

const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);

/** The page; it asks the network for nothing. */
export function startPage(entries: readonly StartEntry[], version: string): string {
  const cards = entries.map(({ view, id, version: number, folder, settledAt }) => {
    const [opening] = view.account;
    const closing = view.account.at(-1)!;
    const tests = view.tests.map(
      (test) =>
        `<li>${escape(test.id)} ${escape(test.title.zh)} <b>${escape(test.word.zh)}</b></li>`,
    );
    return `<article><h2><a href="${escape(folder)}">${escape(view.title.zh)}</a></h2><p class="muted">${escape(id)} · 第 ${number} 版 · ${escape(settledAt)}</p>
<p>年初耕地 <b>${opening!.hectares}</b> 公顷　年末耕地 <b>${closing.hectares}</b> 公顷</p><ul>${tests.join('')}</ul>
<p><a href="${escape(folder)}">看报告 Report</a>　<a href="${escape(folder)}balance.json">balance.json</a>　<a href="${escape(folder)}changes.gpkg">changes.gpkg</a></p></article>`;
  });
  const body =
    cards.length > 0
      ? cards.join('')
      : '<article><h2>还没有结算过的年度</h2><p>运行 <code>liangtian settle --before … --after …</code>，结果会出现在这里。No year has been settled yet.</p></article>';
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>良田 Liangtian</title>
<style>:root{color-scheme:light dark;--bg:#f6f7f5;--card:#fff;--ink:#17211c;--muted:#5f6b64;--line:#d9dfda;--green:#1e5b46}@media(prefers-color-scheme:dark){:root{--bg:#111613;--card:#1a211d;--ink:#e8eeea;--muted:#9aa89f;--line:#2e3832;--green:#7dbb94}}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}main{max-width:880px;margin:0 auto;padding:32px 16px}h1{font-size:22px}article{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px 20px;margin:16px 0}h2{font-size:18px;margin:0}a{color:var(--green)}.muted{color:var(--muted)}ul{display:flex;flex-wrap:wrap;gap:6px 18px;list-style:none;padding:0}b{font-variant-numeric:tabular-nums}</style></head>
<body><main><h1>良田 Liangtian</h1><p class="muted">耕地保护与占补平衡　数据不出本机 the data never leave this machine　${escape(version)}</p>${body}</main></body></html>`;
}
