/**
 * The schema builder: what every type, query and mutation of this folder is declared with. Fields are non-null unless they
 * say `nullable`, arguments and input fields optional unless they say `required`, as they read in the contract.
 */
import SchemaBuilder from '@pothos/core';
import type { Context } from './context.ts';

export const builder = new SchemaBuilder<{
  Context: Context;
  DefaultFieldNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    /** A text as it was sent; `calendarDate` checks it, so that a wrong date spares the neighbouring fields. */
    Date: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
  };
}>({ defaultFieldNullability: false });

builder.queryType();
builder.mutationType();
builder.subscriptionType();
