type Child = Node | string | false | undefined;

/** An element with attributes, listeners (functions, by the event's name) and children. Text stays text: nothing is read as HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | boolean | ((event: Event) => void)>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== undefined && child !== false));
  return made;
}

/** A field of a form under its label. */
export function field(label: string, attributes: Readonly<Record<string, string | boolean>>): HTMLLabelElement {
  return element('label', { class: 'field' }, element('span', {}, label), element('input', attributes));
}
