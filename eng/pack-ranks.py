#!/usr/bin/env python3
"""Packs a .tiktoken rank file into the form that is built into TokenLedger.Accounting.

usage: eng/pack-ranks.py IN.tiktoken OUT.ranks.gz

The input has one line per token: its bytes in base64, a blank, its rank. The output is, for rank 0, 1, 2 and so on, one
length byte and that many bytes, gzipped; a rank that no token has is a length of 0.
"""
import base64
import gzip
import sys


def main(source, target):
    tokens = {}
    with open(source, encoding="ascii") as lines:
        for line in lines:
            if line.strip():
                text, rank = line.split()
                tokens[int(rank)] = base64.b64decode(text)
    packed = bytearray()
    for rank in range(max(tokens) + 1):
        token = tokens.get(rank, b"")
        if len(token) > 255:
            sys.exit(f"rank {rank} has {len(token)} bytes; 255 is the most")
        packed.append(len(token))
        packed += token
    with open(target, "wb") as out:
        out.write(gzip.compress(bytes(packed), 9, mtime=0))
    print(f"{target}: {len(tokens)} tokens, {len(packed)} bytes packed")


if len(sys.argv) != 3:
    sys.exit(__doc__)
main(sys.argv[1], sys.argv[2])
