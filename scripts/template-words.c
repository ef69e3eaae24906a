/* The sentences of the templates, for `make po` (scripts/po.py), found by what the product itself translates with.
 *
 *   template-words list TEMPLATES            one line each: file, line, sentence, with tabs between them
 *   template-words check TEMPLATES FILE.mo   what does not fit in a catalogue: tags, values and sections that a translation lacks or invents; exit 1 if any */
#include "view/sentences.h"
#include "view/view.h"
#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

typedef struct check_t { const bdg_language_t *language; apr_pool_t *pool; int bad; } check_t;

static void list(void *baton, const char *file, unsigned line, const char *sentence)
{
    (void)baton;
    printf("%s\t%u\t%s\n", file, line, sentence);
}

static void check(void *baton, const char *file, unsigned line, const char *sentence)
{
    check_t *c = baton;
    const char *t = bdg_language_find(c->language, sentence), *why = t ? bdg_sentence_misfit(sentence, t, c->pool) : NULL;
    if (!why)
        return;
    c->bad++;
    fprintf(stderr, "%s: %s\n    %s:%u: %s\n    %s\n", c->language->tag, why, file, line, sentence, t);
}

static bdg_err_t *read_language(bdg_language_t **out, const char *path, apr_pool_t *pool)
{
    static char data[8 * 1024 * 1024];
    FILE *f = fopen(path, "rb");
    size_t n = f ? fread(data, 1, sizeof data, f) : 0;
    if (f)
        fclose(f);
    return bdg_language_read(out, strrchr(path, '/') ? strrchr(path, '/') + 1 : path, data, n, pool);
}

int main(int argc, char **argv)
{
    apr_initialize();
    apr_pool_t *pool;
    apr_pool_create(&pool, NULL);
    check_t c = { NULL, pool, 0 };
    bdg_language_t *language = NULL;
    bdg_err_t *e = NULL;
    int checking = argc == 4 && !strcmp(argv[1], "check");
    if (!checking && (argc != 3 || strcmp(argv[1], "list"))) {
        fprintf(stderr, "usage: template-words list TEMPLATES | check TEMPLATES FILE.mo\n");
        return 2;
    }
    if (checking)
        e = read_language(&language, argv[3], pool);
    c.language = language;
    if (!e)
        e = bdg_view_sentences(argv[2], checking ? check : list, &c, pool);
    if (e)
        fprintf(stderr, "%s\n", e->message);
    int bad = e || c.bad;
    bdg_err_clear(e);
    apr_terminate();
    return bad;
}
