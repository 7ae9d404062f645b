/** A selection of everything that a type has. */
import { getNamedType, type GraphQLObjectType, isLeafType, isObjectType } from 'graphql';
import { schema } from '../../src/graphql/schema.ts';

/**
 * Every field of a type, and of what stands in it so many levels down: of things with an id only their own, but of a matrix also its parts.
 * A trend is a question of its own.
 */
export function everyField(name: string, levels: number): string {
  const fields = Object.values((schema().getType(name) as GraphQLObjectType).getFields());
  return fields
    .flatMap((field) => {
      const type = getNamedType(field.type);
      const required = field.args.some((it) => String(it.type).endsWith('!'));
      if (required) return [];
      if (isLeafType(type)) return field.name;
      if (!isObjectType(type) || levels === 1) return [];
      const isApart = type.getInterfaces().length > 0 && type.name !== 'Matrix';
      const below = everyField(type.name, isApart ? 1 : levels - 1);
      return `${field.name} { ${below || '__typename'} }`;
    })
    .join(' ');
}
