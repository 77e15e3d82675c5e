import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Begins with the tests that take a browser or whole processes, so that the last to end is none of them. Where the tests have run before, Vitest
 * knows better which take long; in a fresh clone it goes by the sizes of their files.
 */
export default class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    if (files.some((file) => this.ctx.cache.getTestSpecificationResult(file) !== undefined)) return sorted;
    const rank = ({ moduleId }: TestSpecification): number => {
      const path = relative(this.ctx.config.root, moduleId);
      const place = SLOW.findIndex((slow) => slow.test(path));
      return place === -1 ? SLOW.length : place;
    };
    return sorted.sort((a, b) => rank(a) - rank(b));
  }
}

const SLOW = [/^test\/console\/(loading|shell|integrations|first)/, /^test\/(kill|canary|cli\/running)/, /^test\//];
