/** A conversion definition: what the advertiser counts as one kind of conversion (fact sheet 3.2). Times are ISO-8601. */
export interface Definition {
  readonly conversionDefinitionId: string;
  readonly name: string;
  readonly conversionType: string;
  readonly source: string;
  readonly sourceType: string;
  readonly countingMethod: string;
  /** What an event is worth that brings no value of its own. */
  readonly value: number;
  readonly partner?: string;
  readonly dataSetName?: string;
  readonly createTime: string;
  readonly lastUpdatedTime: string;
  /** When an event for it was last imported. */
  readonly lastActivityTime?: string;
  readonly createdBy: { readonly accountId: string; readonly name: string };
}

/** The members of a definition that a client decides. */
export type DefinitionFields = Pick<
  Definition,
  'name' | 'conversionType' | 'source' | 'sourceType' | 'countingMethod' | 'value' | 'partner'
>;
