"""What staff see. All Qt is here; no SQL is.

The kit, for whoever builds a page (each name has its promise in its docstring):

- `tokens`     Space, Text, Size, Radius, Tone, Mode and the three palettes (light, dark, high contrast)
- `theme`      apply(app, mode) dresses the program and switches live · colours(widget) · font(size, weight)
- `icons`      pixmap/icon/paint(…, name, colour): Lucide line icons out of resources/icons, tinted
- `widgets`    labels, buttons, cards, chips, forms, dates, lists, dialogs
- `bus`        Changes.notify(topics) from any thread · Page: `topics`, `reload()`, `focus_first()`
- `background` Background.run(work, on_done=…, on_failed=…, on_progress=…) → Job: the one worker
- `shell`      Shell: add_page(key, factory), go(key), search, set_panel, set_badge, banner, toasts, show_alone
- `toast`      shell.toasts.say("Saved.", undo=take_back): instead of "Are you sure?"
- `shortcuts`  shell.shortcuts.add("Ctrl+N", "New note", slot): bound, and listed under F1
- `curtain`    Curtain(app).start(): F9 hides every window
- `charts`     BarChart: show_points([(label, value)])

House rules: words from people go through PlainLabel, set_tooltip, Row or literal(), never into a bare QLabel.
One PrimaryButton a page.
A dialog is opened, never executed; it returns data and the page saves. Undo with a toast rather than ask.
A page's outer margin is Space.XL, the gap between cards Space.L, inside a card Space.M.
"""
