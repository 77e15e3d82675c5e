import { element, field } from './element.ts';
import type { Tracking } from './tracking.ts';

/** Who the visitor is, and what they agree to: what Amazon matches by, and whether it may. */
export function visitorPanel(tracking: Tracking): HTMLElement {
  const said = element('p', { class: 'quiet', 'aria-live': 'polite' });
  const submit = (event: Event): void => {
    event.preventDefault();
    const given = new FormData(event.target as HTMLFormElement);
    const text = (name: string): string => String(given.get(name) ?? '').trim();
    const phone = text('phone');
    tracking.identify({ email: text('email'), ...(phone === '' ? {} : { phone }) });
    said.textContent = 'Known. From now on every event carries it.';
  };
  const forget = (): void => {
    tracking.forget();
    said.textContent = 'Forgotten. Events without identity are dropped: no_identity.';
  };
  const agree = (event: Event): void => {
    tracking.agrees = (event.target as HTMLInputElement).checked;
  };
  return element(
    'aside',
    { class: 'visitor', 'aria-label': 'You' },
    element('h2', {}, 'Who am I?'),
    element(
      'form',
      { submit },
      field('E-mail', {
        name: 'email',
        type: 'email',
        required: true,
        autocomplete: 'off',
        placeholder: 'jo@example.com',
      }),
      field('Phone (optional)', { name: 'phone', type: 'tel', autocomplete: 'off', placeholder: '+1 206 555 0100' }),
      element(
        'div',
        { class: 'row' },
        element('button', {}, 'Identify me'),
        element('button', { type: 'button', class: 'plain', click: forget }, 'Forget me'),
      ),
    ),
    said,
    element(
      'label',
      { class: 'consent' },
      element('input', { type: 'checkbox', checked: true, change: agree }),
      element('span', {}, 'I agree to advertising'),
    ),
    element('p', { class: 'quiet' }, 'Without it events still come in, and are kept back: consent_denied.'),
  );
}
