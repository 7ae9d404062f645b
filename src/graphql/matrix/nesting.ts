/** How deep a query asks for the same field inside itself, so that all of it can be read at once. */
import type { GraphQLResolveInfo, SelectionNode, SelectionSetNode } from 'graphql';

/** 0 where the field that is resolved does not ask for `name`; 2 for `{ previous { previous { … } } }`. */
export function nestingOf(
  name: string,
  { fieldNodes, fragments }: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>,
): number {
  const ofFragment = new Map<string, number>();
  return Math.max(0, ...fieldNodes.map((it) => ofSelections(it.selectionSet)));

  function ofSelections(set: SelectionSetNode | undefined): number {
    return Math.max(0, ...(set?.selections ?? []).map(ofSelection));
  }

  function ofSelection(node: SelectionNode): number {
    if (node.kind === 'Field') return node.name.value === name ? 1 + ofSelections(node.selectionSet) : 0;
    return node.kind === 'InlineFragment' ? ofSelections(node.selectionSet) : ofSpread(node.name.value);
  }

  // Each fragment is looked at once: spreads of spreads can be exponentially many.
  function ofSpread(fragment: string): number {
    const counted = ofFragment.get(fragment) ?? ofSelections(fragments[fragment]?.selectionSet);
    ofFragment.set(fragment, counted);
    return counted;
  }
}
