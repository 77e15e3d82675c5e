import type { Json, JsonObject } from '../../base/json.ts';
import type { Parameter } from '../../kits/parameters.ts';
import type { PlaybookConfig } from '../../playbook/schema.ts';

/** A kit in the library: what an integration begins from. */
export interface KitView {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Which of Amazon's APIs it speaks, and that API's figures. */
  readonly api: {
    readonly name: string;
    readonly title: string;
    readonly maxItems: number;
    readonly maxAgeDays: number;
    readonly linkedBy: 'definition' | 'description';
    readonly carriesConsent: boolean;
  };
  readonly parameters: readonly ParameterView[];
  readonly outputKeys: readonly OutputKeyView[];
  /** What is sent when nobody changes anything. */
  readonly playbook: PlaybookConfig;
}

/** A connection parameter or option, as a form shows it. */
export interface ParameterView {
  readonly name: string;
  readonly description: string;
  readonly kind: Parameter['kind'];
  readonly required: boolean;
  readonly default?: Json;
  /** The parameter whose choice decides the default, and the defaults by its value. */
  readonly defaultBy?: { readonly parameter: string; readonly of: Readonly<Record<string, string>> };
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly example?: string;
}

/** An output key, as the mapping editor shows it. */
export interface OutputKeyView {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
  /** The members of a family (`matchKeys.*`); absent where any name is one. */
  readonly members?: readonly string[];
}

/** The mapping language, for editors. */
export interface LanguageView {
  /** What a path or an expression may begin with. */
  readonly roots: readonly string[];
  readonly functions: readonly {
    readonly name: string;
    readonly params: readonly string[];
    readonly description: string;
    readonly example: { readonly expression: string; readonly properties: JsonObject; readonly result: Json };
  }[];
  readonly modifiers: readonly {
    readonly name: string;
    readonly description: string;
    readonly args: readonly {
      readonly name: string;
      readonly kind: 'text' | 'integer';
      readonly description: string;
      readonly default?: string | number;
      readonly optional: boolean;
    }[];
    readonly example: { readonly args?: JsonObject; readonly from: Json; readonly to: Json };
  }[];
  /** Why events are dropped or die, and what a person can do. */
  readonly reasons: readonly {
    readonly code: string;
    readonly title: string;
    readonly mend: string;
    readonly fate: 'dropped' | 'dead';
    /** Of drops: whether events can be run again (`POST /api/resend`), and when, or why not. */
    readonly mendable?: boolean;
    readonly again?: string;
  }[];
}

export interface LibraryOperations {
  'GET /api/kits': { response: { readonly kits: readonly KitView[] } };
  'GET /api/language': { response: LanguageView };
}
