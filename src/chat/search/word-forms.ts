/*
 * Words that belong together share a form: "mencemaskan" and "kecemasan" both have "cemas", "worried"
 * and "worries" both have "worry". There is no dictionary behind it: every form that the rules of
 * Indonesian and English allow counts, so a few forms are no words. They do no harm, for words are
 * compared with words made by the same rules.
 */

type Rule = readonly [ending: RegExp, instead: string];

/** What may be taken away, one thing of each line, in this order. */
const RULE_GROUPS: readonly (readonly Rule[])[] = [
  [[/(?<=.{4})(?:lah|kah|pun)$/, '']],
  [[/(?<=.{4})(?:nya|ku|mu)$/, '']],
  [
    [/(?<=.{3})(?<![sui])s$/, ''],
    [/(?<=.{3})es$/, ''],
    [/(?<=..)ie[sd]$/, 'y'],
  ],
  [
    [/(?<=.{4})kan$/, ''],
    [/(?<=.{4})an$/, ''],
    [/(?<=.{4})i$/, ''],
    [/(?<=.{3})ed$/, ''],
    [/(?<=..)ed$/, 'e'],
    [/(?<=.{3})ing$/, ''],
    [/(?<=.{3})ing$/, 'e'],
    [/(?<=..)([bdgmnprt])\1(?:ing|ed)$/, '$1'],
    [/(?<=.{3})(?:ly|ness)$/, ''],
  ],
  prefixRules(),
  prefixRules(),
];

/** Beginnings of Indonesian words; before a vowel some swallow the first letter of what follows. */
function prefixRules(): readonly Rule[] {
  return [
    [/^(?:di|ke|se|ber|bel|ter|per|pel)(?=.{4})/, ''],
    [/^[bp]e(?=[^aeiou]er.)/, ''],
    [/^[mp]e(?=[lmnrwy].{3})/, ''],
    [/^[mp]em(?=[bfpv].{3})/, ''],
    [/^[mp]em(?=[aeiou].{2})/, 'p'],
    [/^[mp]en(?=[cdjstz].{3})/, ''],
    [/^[mp]en(?=[aeiou].{2})/, 't'],
    [/^[mp]eng(?=[aeioughkq].{3})/, ''],
    [/^[mp]eng(?=[aeiou].{2})/, 'k'],
    [/^[mp]eny(?=[aeiou].{2})/, 's'],
  ];
}

const MIN_LENGTH = 4;

/** A word, as `wordsIn` gives it, with every form it may come from. */
export function wordForms(word: string): Set<string> {
  const forms = new Set([word]);
  if (word.length < MIN_LENGTH) return forms;
  for (const rules of RULE_GROUPS) {
    for (const form of [...forms]) {
      for (const [pattern, instead] of rules) {
        if (pattern.test(form)) forms.add(form.replace(pattern, instead));
      }
    }
  }
  return forms;
}
