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

/* --- plain text */

typedef struct plain_t {
    bdg_buf_t *out;
    int gap;              /* line breaks that are due before the next word */
    int depth;            /* of lists and quotes */
    const char *before;   /* what the next line begins with, once: "- " */
} plain_t;

static void say(plain_t *p, const char *s)
{
    if (!*s)
        return;
    if (p->out->len)
        for (; p->gap; p->gap--)
            bdg_buf_char(p->out, '\n');
    int begins = !p->out->len || p->out->data[p->out->len - 1] == '\n';
    p->gap = 0;
    for (int i = p->before ? 1 : 0; begins && i < p->depth; i++)
        bdg_buf_str(p->out, "  ");
    if (p->before)
        bdg_buf_str(p->out, p->before);
    p->before = NULL;
    bdg_buf_str(p->out, s);
}

static void due(plain_t *p, int lines) { p->gap = p->gap < lines ? lines : p->gap; }

/* The address behind the words, unless it is the words. */
static void say_address(plain_t *p, cmark_node *link, apr_pool_t *pool)
{
    cmark_node *word = cmark_node_first_child(link), *paragraph = cmark_node_parent(link);
    const char *url = cmark_node_get_url(link), *bare = strncmp(url, "mailto:", 7) ? url : url + 7;
    if (word && !cmark_node_next(word) && cmark_node_get_type(word) == CMARK_NODE_TEXT && !strcmp(cmark_node_get_literal(word), bare))
        return;
    if (cmark_node_first_child(paragraph) == link && cmark_node_last_child(paragraph) == link)
        say(p, apr_pstrcat(pool, ":\n", bare, NULL));
    else
        say(p, apr_pstrcat(pool, " (", bare, ")", NULL));
}

static void enter(plain_t *p, cmark_node *node, apr_pool_t *pool)
{
    cmark_node *list;
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
    case CMARK_NODE_CODE:
    case CMARK_NODE_CODE_BLOCK:
        say(p, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_SOFTBREAK:
        say(p, " ");
        break;
    case CMARK_NODE_LINEBREAK:
        due(p, 1);
        break;
    case CMARK_NODE_ITEM:
        list = cmark_node_parent(node);
        p->before = "- ";
        if (cmark_node_get_list_type(list) == CMARK_ORDERED_LIST) {
            int n = cmark_node_get_list_start(list);
            for (cmark_node *i = node; (i = cmark_node_previous(i)); n++)
                ;
            p->before = apr_psprintf(pool, "%d. ", n);
        }
        p->depth++;
        break;
    case CMARK_NODE_BLOCK_QUOTE:
        p->depth++;
        break;
    default:
        break;
    }
}

static void leave(plain_t *p, cmark_node *node, apr_pool_t *pool)
{
    cmark_node *parent = cmark_node_parent(node);
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_LINK:
        say_address(p, node, pool);
        break;
    case CMARK_NODE_ITEM:
        p->depth--;
        p->before = NULL;
        due(p, 1);
        break;
    case CMARK_NODE_BLOCK_QUOTE:
        p->depth--;
        due(p, 2);
        break;
    case CMARK_NODE_PARAGRAPH:
        due(p, cmark_node_get_type(parent) == CMARK_NODE_ITEM && cmark_node_get_list_tight(cmark_node_parent(parent)) ? 1 : 2);
        break;
    case CMARK_NODE_HEADING:
    case CMARK_NODE_LIST:
    case CMARK_NODE_CODE_BLOCK:
        due(p, 2);
        break;
    default:
        break;
    }
}

bdg_err_t *bdg_markdown_plain(const char **text, const char *markdown, apr_pool_t *pool)
{
    apr_pool_t *scratch;
    cmark_node *root;
    cmark_event_type ev;
    apr_pool_create(&scratch, pool);
    BDG_TRY_ELSE(parse(&root, markdown, scratch), apr_pool_destroy(scratch));
    tidy(root);
    cmark_consolidate_text_nodes(root);
    plain_t p = { .out = bdg_buf_make(MAX_HTML, scratch) };
    cmark_iter *iter = cmark_iter_new(root);
    while ((ev = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        if (ev == CMARK_EVENT_ENTER)
            enter(&p, node, scratch);
        else
            leave(&p, node, scratch);
        if (ev == CMARK_EVENT_ENTER && cmark_node_get_type(node) == CMARK_NODE_CODE_BLOCK)
            due(&p, 2);
    }
    cmark_iter_free(iter);
    if (p.out->len)
        bdg_buf_char(p.out, '\n');
    bdg_err_t *err = bdg_buf_check(p.out);
    *text = err ? NULL : apr_pstrmemdup(pool, p.out->data ? p.out->data : "", p.out->len);
    apr_pool_destroy(scratch);
    return err;
}
