/** The field `name(locale: Locale = EN)`. */
import type { LocalizedText } from '../kpi/vocabulary.ts';
import type { builder } from './builder.ts';
import { LocaleEnum } from './vocabulary.ts';

type Fields<Source> = PothosSchemaTypes.ObjectFieldBuilder<(typeof builder)['$inferSchemaTypes'], Source>;

/** A name in the language that is asked for; `nameOf` gives it in both. */
export const localizedName = <Source>(t: Fields<Source>, nameOf: (source: Source) => LocalizedText) =>
  t.string({
    args: { locale: t.arg({ type: LocaleEnum, defaultValue: 'EN' }) },
    resolve: (source, { locale }) => (locale === 'ZH' ? nameOf(source).zh : nameOf(source).en),
  });
