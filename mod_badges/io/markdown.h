/* Markdown (CommonMark 0.30) that somebody wrote -> HTML that may be shown, and plain text. */
#ifndef BDG_MARKDOWN_H
#define BDG_MARKDOWN_H
#include "base/err.h"
#include <apr_pools.h>
#include <stddef.h>

#define BDG_MARKDOWN_MAX (64 * 1024)     /* bytes of Markdown */

/* Safe HTML, whatever the Markdown says: raw HTML is left out; a link to anything but http, https and mailto becomes its text; links carry
 * rel="nofollow noopener"; a picture becomes its alternative text (no page of ours loads others' pictures). Headings begin at <h3>, since
 * the page has its own <h1> and <h2>. markdown: UTF-8, NULL is the same as "". The answer lies in pool.
 * BDG_E_TOO_LARGE over BDG_MARKDOWN_MAX. */
bdg_err_t *bdg_markdown_html(const char **html, const char *markdown, apr_pool_t *pool) BDG_MUST_CHECK;

/* The words alone, in one line, not escaped: for descriptions and lists. At most max_chars code points, cut between words where it can be, and
 * then ended by an ellipsis (which counts); 0: all of it. Same errors. */
bdg_err_t *bdg_markdown_text(const char **text, const char *markdown, size_t max_chars, apr_pool_t *pool) BDG_MUST_CHECK;

/* As a mail in plain text has it: paragraphs parted by empty lines, lists with their signs, addresses of links behind their words. Same errors, and nothing
 * that bdg_markdown_html() leaves out. */
bdg_err_t *bdg_markdown_plain(const char **text, const char *markdown, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
