"""Texts that a property has to hold for: any, and those of the characters that matter to us."""

from hypothesis import strategies as st

TEXTS = st.text(
    st.one_of(
        st.sampled_from('ab .!?\n"“”‘’()…。1-—|>#é桥😀\u3000\x0c\u2028\x1c\x85'), st.characters()
    ),
    max_size=200,
)
