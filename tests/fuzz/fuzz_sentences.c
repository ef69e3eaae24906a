/* A template of anybody, cut into sentences: it comes through as it was when nothing is translated, and with each sentence for itself too. The first byte
 * says whether it is HTML. */
#include "fuzz.h"
#include "view/sentences.h"

static const char *nothing(void *pool, const char *sentence, unsigned line)
{
    FUZZ_HOLDS(*sentence && line > 0);
    FUZZ_HOLDS(!bdg_sentence_misfit(sentence, sentence, pool));
    return NULL;
}

static const char *itself(void *baton, const char *sentence, unsigned line)
{
    (void)baton;
    (void)line;
    return sentence;
}

static void fuzz_one(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    if (!size)
        return;
    const char *text = (const char *)data + 1;
    size_t len = size - 1;
    int html = data[0] & 1;
    bdg_buf_t *out = bdg_buf_make(size + 1, pool), *again = bdg_buf_make(size * 8 + 64, pool);
    if (fuzz_refused(bdg_sentences_translate(out, "x.html", text, len, html, nothing, pool, pool)))
        return;
    FUZZ_HOLDS(out->len == len && !memcmp(out->data ? out->data : "", text, len));
    fuzz_refused(bdg_sentences_translate(again, "x.html", text, len, html, itself, NULL, pool));
}
