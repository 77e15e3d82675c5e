/**
 * Resolves when the process is asked to stop (SIGINT, SIGTERM). A second signal ends it at once: somebody is in a hurry, and nothing
 * acknowledged is lost by that.
 */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const ask = (): void => {
      if (asked) process.exit(130);
      asked = true;
      resolve();
    };
    process.on('SIGINT', ask);
    process.on('SIGTERM', ask);
  });
}
