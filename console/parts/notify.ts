import { notifications } from '@mantine/notifications';
import { asProblem } from '../api/problem.ts';

const LOOKS = { withBorder: true, closeButtonProps: { 'aria-label': 'Close' } };

/** Says in passing that something was done: `Ada Lovelace is an admin now`. */
export function notifyDone(message: string): void {
  notifications.show({ message, color: 'sea', ...LOOKS });
}

/** Says that something was not done, where no form is there to say it in; it stays until it is closed. */
export function notifyProblem(error: unknown): void {
  const { title, detail } = asProblem(error);
  notifications.show({ title, message: detail, color: 'red', autoClose: false, ...LOOKS });
}
