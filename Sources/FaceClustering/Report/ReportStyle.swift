/// How a report looks, on light and on dark screens, narrow and wide.
enum ReportStyle {
  static let css = """
    :root { color-scheme: light dark; --ground: #fff; --ink: #1c1c1e; --soft: #6b6b70; --line: #d8d8dc;
      --first: #3367b0; --second: #d9822b; --mark: #b3261e; }
    @media (prefers-color-scheme: dark) {
      :root { --ground: #161618; --ink: #e8e8ea; --soft: #a0a0a6; --line: #3a3a3f;
        --first: #7aa7e8; --second: #f0a860; --mark: #ff8a80; }
    }
    body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
    main { max-width: 1000px; margin: 0 auto; padding: 16px; }
    h1 { font-size: 1.5em; overflow-wrap: anywhere; }
    h2 { font-size: 1.2em; margin-top: 2em; border-bottom: 1px solid var(--line); }
    h3 { font-size: 1em; margin-bottom: 4px; }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; margin: 8px 0; }
    th, td { text-align: left; padding: 2px 10px 2px 0; vertical-align: top; border-bottom: 1px solid var(--line); }
    th { color: var(--soft); font-weight: normal; white-space: nowrap; }
    td { overflow-wrap: anywhere; min-width: 3em; }
    .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    .warning { border-left: 4px solid var(--mark); padding-left: 8px; overflow-wrap: anywhere; }
    pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line); padding: 8px; }
    svg { width: 100%; max-width: 760px; display: block; }
    svg text { font-size: 11px; fill: var(--soft); }
    svg .s0 { fill: var(--first); fill-opacity: .75; }
    svg .s1 { fill: var(--second); fill-opacity: .6; }
    .chart { background: #fff; padding: 4px; max-width: 760px; }
    .chart svg { height: auto; }
    .chart svg text { fill: #3a3a3f; }
    tr.marked td { font-weight: bold; }
    .axis { stroke: var(--soft); }
    .mark { stroke: var(--mark); stroke-dasharray: 4 3; }
    .key { display: inline-block; width: .8em; height: .8em; }
    .key.s0 { background: var(--first); }
    .key.s1 { background: var(--second); }
    .sheet { display: flex; flex-wrap: wrap; gap: 6px; }
    .sheet figure { margin: 0; width: 104px; }
    .sheet img, .sheet .missing { width: 104px; height: 104px; object-fit: contain; border: 1px solid var(--line); box-sizing: border-box; display: block; }
    .sheet .missing { color: var(--soft); font-size: 11px; padding: 4px; }
    .pairs { display: flex; flex-wrap: wrap; gap: 12px 24px; }
    .pairs p { margin: 4px 0; font-size: 11px; color: var(--soft); }
    .sheet figcaption { font-size: 11px; color: var(--soft); overflow-wrap: anywhere; }

    """
}
