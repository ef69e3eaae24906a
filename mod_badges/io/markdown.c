#include "io/markdown.h"
#include "base/buf.h"
#include "base/str.h"
#include <apr_strings.h>
#include <cmark.h>
#include <stdlib.h>
#include <string.h>

#define MAX_HTML (4 * 1024 * 1024)
#define TOP_HEADING 3

static apr_status_t node_release(void *node)
{
    cmark_node_free(node);
    return APR_SUCCESS;
}

static apr_status_t text_release(void *text)
{
    free(text);
    return APR_SUCCESS;
}

static bdg_err_t *parse(cmark_node **out, const char *markdown, apr_pool_t *pool)
{
    size_t len = markdown ? strlen(markdown) : 0;
    if (len > BDG_MARKDOWN_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "This text is longer than %d KB.", BDG_MARKDOWN_MAX / 1024);
    *out = cmark_parse_document(len ? markdown : "", len, CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8);
    if (!*out)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory. Please try again.");
    apr_pool_cleanup_register(pool, *out, node_release, apr_pool_cleanup_null);
    return NULL;
}

/* The renderer escapes the rest of an address; only the scheme can do harm. */
static int link_allowed(const char *url)
{
    return !strncasecmp(url, "https://", 8) || !strncasecmp(url, "http://", 7) || !strncasecmp(url, "mailto:", 7);
}

/* Puts a node's children in its place. */
static void unwrap(cmark_node *node)
{
    cmark_node *child;
    while ((child = cmark_node_first_child(node)))
        cmark_node_insert_before(node, child);
    cmark_node_free(node);
}

/* Takes out what may not be shown. On EXIT, when a node's children are done, since only then may it go (see cmark_iter_next). */
static void tidy(cmark_node *root)
{
    cmark_iter *iter = cmark_iter_new(root);
    cmark_event_type ev;
    while ((ev = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        cmark_node_type type = cmark_node_get_type(node);
        if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE) {
            cmark_node_free(node);
        } else if (ev == CMARK_EVENT_EXIT && type == CMARK_NODE_HEADING) {
            int level = cmark_node_get_heading_level(node) + TOP_HEADING - 1;
            cmark_node_set_heading_level(node, level > 6 ? 6 : level);
        } else if (ev == CMARK_EVENT_EXIT && (type == CMARK_NODE_IMAGE || (type == CMARK_NODE_LINK && !link_allowed(cmark_node_get_url(node))))) {
            unwrap(node);
        }
    }
    cmark_iter_free(iter);
}

bdg_err_t *bdg_markdown_html(const char **html, const char *markdown, apr_pool_t *pool)
{
    static const char link[] = "<a href=\"", safe_link[] = "<a rel=\"nofollow noopener\" href=\"";
    apr_pool_t *scratch;
    cmark_node *root;
    apr_pool_create(&scratch, pool);
    BDG_TRY_ELSE(parse(&root, markdown, scratch), apr_pool_destroy(scratch));
    tidy(root);
    char *plain = cmark_render_html(root, CMARK_OPT_DEFAULT);
    apr_pool_cleanup_register(scratch, plain, text_release, apr_pool_cleanup_null);
    /* Raw HTML is gone and every < of text and attributes is escaped, so the renderer itself wrote each of these. */
    bdg_buf_t *out = bdg_buf_make(MAX_HTML, scratch);
    const char *from = plain, *at;
    for (; (at = strstr(from, link)); from = at + sizeof link - 1) {
        bdg_buf_add(out, from, (size_t)(at - from));
        bdg_buf_add(out, safe_link, sizeof safe_link - 1);
    }
    bdg_buf_str(out, from);
    bdg_err_t *err = bdg_buf_check(out);
    *html = err ? NULL : apr_pstrmemdup(pool, out->data, out->len);
    apr_pool_destroy(scratch);
    return err;
}

/* The words of all nodes, blocks and lines parted by a space. */
static void words(bdg_buf_t *out, cmark_node *root)
{
    cmark_iter *iter = cmark_iter_new(root);
    cmark_event_type ev;
    while ((ev = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        switch (cmark_node_get_type(node)) {
        case CMARK_NODE_TEXT:
        case CMARK_NODE_CODE:
        case CMARK_NODE_CODE_BLOCK:
            bdg_buf_str(out, cmark_node_get_literal(node));
            break;
        case CMARK_NODE_SOFTBREAK:
        case CMARK_NODE_LINEBREAK:
        case CMARK_NODE_PARAGRAPH:
        case CMARK_NODE_HEADING:
        case CMARK_NODE_ITEM:
            bdg_buf_char(out, ' ');
            break;
        default:
            break;
        }
    }
    cmark_iter_free(iter);
}

/* Bytes of the first n code points. */
static size_t prefix(const char *s, size_t n)
{
    const char *p = s;
    while (*p && n--)
        for (p++; ((unsigned char)*p & 0xc0) == 0x80;)
            p++;
    return (size_t)(p - s);
}

static const char *cut(const char *s, size_t max_chars, apr_pool_t *pool)
{
    if (!max_chars || bdg_utf8_count(s) <= max_chars)
        return s;
    size_t len = prefix(s, max_chars - 1), word = len;
    while (word && s[word] != ' ')
        word--;
    if (word > len / 2)
        len = word;
    return apr_psprintf(pool, "%.*s\xe2\x80\xa6", (int)len, s);
}

bdg_err_t *bdg_markdown_text(const char **text, const char *markdown, size_t max_chars, apr_pool_t *pool)
{
    apr_pool_t *scratch;
    cmark_node *root;
    apr_pool_create(&scratch, pool);
    BDG_TRY_ELSE(parse(&root, markdown, scratch), apr_pool_destroy(scratch));
    tidy(root);
    bdg_buf_t *out = bdg_buf_make(MAX_HTML, scratch);
    words(out, root);
    bdg_err_t *err = bdg_buf_check(out);
    *text = err ? NULL : cut(bdg_text_clean(out->data ? out->data : "", out->len, 0, pool), max_chars, pool);
    apr_pool_destroy(scratch);
    return err;
}
