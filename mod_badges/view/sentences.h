/* The sentences of a template: found in its source, and exchanged for those of another language before it is compiled. So templates stay plain English,
 * and a page in another language costs what an English one does.
 *
 * A sentence is what a reader sees as one: text between tags of blocks, with the inline tags, values and sections inside of it.
 *   Awarded to <strong>{{name}}</strong>                        tags without attributes stand as they are
 *   Nothing here. <a1>Add one</a1>, or choose it later.         with attributes they have a number, and keep their attributes
 *   {{n}} {{#one}}credential was{{/one}}{{^one}}credentials were{{/one}} issued.
 * What wraps a whole sentence is not part of it; a run of nothing but links, buttons and sections is one sentence each. Attributes that are read
 * (placeholder, title, alt, aria-label, data-label, data-say-*, ...) are sentences, too. In a .txt file each line is one.
 * Left alone: what is given to a block whose name ends in "icon" or "code"; <svg>, <script>, <style>, <pre>, what stands between {{=<% %>=}} and <%={{ }}=%>, <textarea>, whatever has translate="no"; the content of <code>, <kbd>, <samp> and <var>. */
#ifndef BDG_SENTENCES_H
#define BDG_SENTENCES_H
#include "base/buf.h"

/* NULL: stays as it is. */
typedef const char *bdg_sentence_fn(void *baton, const char *sentence, unsigned line);

/* Appends the template to out with each sentence exchanged for what fn says. A translation that does not fit is passed over.
 * BDG_E_INVALID: other delimiters than {{ }} that are not taken back; BDG_E_MALFORMED: a tag without an end. file is for messages. */
bdg_err_t *bdg_sentences_translate(bdg_buf_t *out, const char *file, const char *text, size_t len, int html, bdg_sentence_fn *fn, void *baton,
                                   apr_pool_t *scratch_pool) BDG_MUST_CHECK;

/* NULL, or what is wrong with the translation: it must have the same tags (each as often), the same {{values}} (each at least once) and
 * {{#sections}}, well nested. The text lives in pool. */
const char *bdg_sentence_misfit(const char *sentence, const char *translation, apr_pool_t *pool);
#endif
