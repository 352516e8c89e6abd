/* The keys of one parent by OpenSSL's EVP_KDF, the way its manual shows it: a context and its parameters for each key.
 *
 * kbkdf CIPHER PARENT-HEX LABEL CONTEXT-LENGTH COUNT < CONTEXTS
 * For each line on standard input after the contexts, derives every key once more and prints nanoseconds for a key;
 * before the first, prints the keys in hexadecimal, one a line. */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static EVP_KDF *kdf;
static char *cipher, *label;
static unsigned char *parent;
static long parent_len;

static void derive(unsigned char *context, size_t len, unsigned char key[16]) {
    EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_MAC, "CMAC", 0),
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_CIPHER, cipher, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, parent, (size_t)parent_len),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, label, strlen(label)),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, context, len),
        OSSL_PARAM_construct_end(),
    };
    if (ctx == NULL || EVP_KDF_derive(ctx, key, 16, params) != 1) {
        fputs("EVP_KDF_derive failed\n", stderr);
        exit(1);
    }
    EVP_KDF_CTX_free(ctx);
}

int main(int argc, char **argv) {
    if (argc != 6) return 2;
    cipher = argv[1];
    parent = OPENSSL_hexstr2buf(argv[2], &parent_len);
    label = argv[3];
    size_t len = strtoul(argv[4], NULL, 10), count = strtoul(argv[5], NULL, 10);
    unsigned char *contexts = malloc(len * count), key[16];
    kdf = EVP_KDF_fetch(NULL, "KBKDF", NULL);
    if (kdf == NULL || parent == NULL || contexts == NULL) return 1;
    if (fread(contexts, len, count, stdin) != count) return 1;
    for (size_t i = 0; i < count; i++) {
        derive(contexts + i * len, len, key);
        for (int j = 0; j < 16; j++) printf("%02x", key[j]);
        putchar('\n');
    }
    fflush(stdout);
    for (int c; (c = getchar()) != EOF;) {
        if (c != '\n') continue;
        struct timespec start, end;
        clock_gettime(CLOCK_MONOTONIC, &start);
        for (size_t i = 0; i < count; i++) derive(contexts + i * len, len, key);
        clock_gettime(CLOCK_MONOTONIC, &end);
        double ns = (double)(end.tv_sec - start.tv_sec) * 1e9 + (double)(end.tv_nsec - start.tv_nsec);
        printf("%.1f\n", ns / (double)count);
        fflush(stdout);
    }
    return 0;
}
