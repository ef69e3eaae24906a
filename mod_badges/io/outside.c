#include "io/outside.h"
#include <curl/curl.h>
#include <libxml/parser.h>
#include <jansson.h>
#include <openssl/crypto.h>
#include <sodium.h>
#include <stdlib.h>

void bdg_outside_first(void)
{
    if (!OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL))
        abort();
}

void bdg_outside_init(void)
{
    static int done;
    if (done)
        return;
    done = 1;
    if (sodium_init() < 0 || curl_global_init(CURL_GLOBAL_DEFAULT))
        abort();
    xmlInitParser();
    json_object_seed(0);
}
