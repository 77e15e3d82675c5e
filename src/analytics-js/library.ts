import { quoted } from './quoted.ts';

/**
 * Runs before the library, in the page. It tells the library where it came from (which it finds by itself only over https); and lets every call
 * carry the traits of who has been identified, as `context.traits`: by itself analytics.js sends them with `identify` alone, and the conversions
 * that follow would have nothing that Amazon matches by. A page that does not want this says `analytics._traits = false`.
 */
const START = `(function () {
  var a = (window.analytics = window.analytics || []);
  var script = document.currentScript;
  if (!a._cdn && script && script.src) a._cdn = new URL(script.src).origin;
  if (a._traits === false || !a.push) return;
  a.push(['addSourceMiddleware', function (call) {
    var event = call.payload.obj;
    var user = window.analytics.user && window.analytics.user();
    var traits = user && user.traits();
    if (traits && event.type !== 'identify') {
      event.context = event.context || {};
      event.context.traits = Object.assign({}, traits, event.context.traits);
    }
    call.next(call.payload);
  }]);
})();
`;

/** The library for one write key, which it finds in itself. */
export function libraryFor(writeKey: string, library: string): string {
  return (
    START + library.replace(/(['"])__WRITE_KEY__\1/, () => quoted(writeKey)).replace(/\n\/\/# sourceMappingURL=.*$/, '')
  );
}

/** What analytics.js asks for before it begins: where events go, and that nothing else takes part. */
export function settingsFor(writeKey: string, ingestUrl: string): object {
  const { host, protocol } = new URL(ingestUrl);
  const apiHost = `${host}/v1`;
  return {
    integrations: { 'Segment.io': { apiKey: writeKey, apiHost, protocol: protocol.slice(0, -1) } },
    analyticsNextEnabled: true,
    remotePlugins: [],
    // It reports on itself nowhere.
    metrics: { host: apiHost, sampleRate: 0 },
  };
}
