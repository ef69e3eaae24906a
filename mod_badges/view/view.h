/* Templates of a directory, ready to be filled. Knows no badge: a name and a JSON model in, bytes out.
 *
 * A name is the path in the directory: "admin/batches/list" for admin/batches/list.html, which escapes what it shows for HTML, and
 * "mail/award.txt" for mail/award.txt, which shows values as they are. {{{x_html}}} is for values that we made ourselves as safe HTML: only
 * names that end in _html can be shown so. In {{>name}} and {{<name}} names are whole, from the directory down. */
#ifndef BDG_VIEW_H
#define BDG_VIEW_H
#include "base/buf.h"
#include "base/language.h"
#include <jansson.h>

typedef struct bdg_view_t bdg_view_t;

typedef enum { BDG_VIEW_HTML, BDG_VIEW_TEXT } bdg_view_kind_e;

/* Loads and compiles every *.html and *.txt below templates_dir (at most 256 KiB each, 8 folders deep; names that begin with a dot are
 * passed over). The view lives as long as pool, is never changed again, and may be used by any number of threads.
 * BDG_E_NOT_FOUND: no such directory, no template in it, or a partial or parent that does not exist; BDG_E_MALFORMED, BDG_E_INVALID: a
 * tag that is broken or not allowed; the message then begins with "file:line: ". BDG_E_INTERNAL: a file cannot be read. */
bdg_err_t *bdg_view_load(bdg_view_t **out, const char *templates_dir, apr_pool_t *pool) BDG_MUST_CHECK;

/* The same in several languages: the sentences of each template (view/sentences.h) are exchanged before it is compiled, so rendering costs the same in
 * each. languages must live as long as the view. BDG_E_INVALID: other delimiters than {{ }}. */
bdg_err_t *bdg_view_load_in(bdg_view_t **out, const char *templates_dir, const bdg_languages_t *languages, apr_pool_t *pool) BDG_MUST_CHECK;
const bdg_languages_t *bdg_view_languages(const bdg_view_t *view);

/* Tells each sentence of each template, for tools: what it is called in which file and line. */
typedef void bdg_view_sentence_fn(void *baton, const char *file, unsigned line, const char *sentence);
bdg_err_t *bdg_view_sentences(const char *templates_dir, bdg_view_sentence_fn *fn, void *baton, apr_pool_t *pool) BDG_MUST_CHECK;

int bdg_view_has(const bdg_view_t *view, const char *name);

/* In the language of the thread, where the view was loaded for it, else in English. Appends to out. BDG_E_INTERNAL when there is no such template, BDG_E_TOO_LARGE when out is full; out then holds a part. */
bdg_err_t *bdg_view_render(const bdg_view_t *view, const char *name, const json_t *model, bdg_buf_t *out) BDG_MUST_CHECK;

/* One text that somebody wrote in a form: no partials or parents, few steps. Messages begin with "Line N: " and are for its writer.
 * BDG_E_MALFORMED, BDG_E_INVALID, BDG_E_TOO_LARGE (over 256 KiB, or it does too much). */
bdg_err_t *bdg_view_render_string(const char *text, size_t len, bdg_view_kind_e kind, const json_t *model, bdg_buf_t *out,
                                  apr_pool_t *scratch_pool) BDG_MUST_CHECK;
/* A text that shows values as they are, and knows no names but these (whole and dotted, NULL-terminated); otherwise the same. */
bdg_err_t *bdg_view_fill(const char *text, size_t len, const char *const *names, const json_t *model, bdg_buf_t *out, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
/* The same errors without rendering: for saving such a text. */
bdg_err_t *bdg_view_check_string(const char *text, size_t len, bdg_view_kind_e kind, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
#endif
