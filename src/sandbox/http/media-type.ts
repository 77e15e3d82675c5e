/** The media type of a `Content-Type` header without its parameters, lower case; empty when there is no header. */
export function mediaType(header: string | undefined): string {
  return (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/**
 * Which of the offered media types an `Accept` header takes: the first it names, or the first offered when it takes
 * anything. Undefined when it takes none of them. Weights (`q=`) are not weighed: Amazon's endpoints offer one or two types.
 */
export function accepted(header: string | undefined, offered: readonly string[]): string | undefined {
  if (header === undefined || header.trim() === '') return offered[0];
  const wanted = header.split(',').map(mediaType);
  for (const type of wanted) if (offered.includes(type)) return type;
  return wanted.includes('*/*') || wanted.includes('application/*') ? offered[0] : undefined;
}
