/*
 * Stemming by rules, without a dictionary: related words share a form ("mencemaskan" and
 * "kecemasan" have "cemas", "worried" and "worries" have "worry"). All forms that Indonesian and
 * English affix rules allow are included, even some that are not words; both sides of a comparison
 * use the same rules.
 */

type Rule = readonly [ending: RegExp, replacement: string];

/** Affix rules, applied group by group; at most one rule of a group per form. */
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

/** Indonesian prefixes; before a vowel some replace the first letter of the stem. */
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

/** The normalized word and every form it may derive from. */
export function wordForms(word: string): Set<string> {
  const forms = new Set([word]);
  if (word.length < MIN_LENGTH) return forms;
  for (const rules of RULE_GROUPS) {
    for (const form of [...forms]) {
      for (const [pattern, replacement] of rules) {
        if (pattern.test(form)) forms.add(form.replace(pattern, replacement));
      }
    }
  }
  return forms;
}
