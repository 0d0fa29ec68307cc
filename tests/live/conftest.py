"""O que as vistas das aulas pedem: ser abertas num telefone."""

import pytest


@pytest.fixture
def in_a_phone(browser):
    """Abre a saída de uma célula num celular e dá o quadro de dentro; no fim, não pode ter havido erro nenhum.

    - `ready`: o que se espera aparecer nele.
    """
    faults, pages = [], []

    def opens(bundle, ready, **settings):
        page = browser.new_page(viewport={"width": 360, "height": 900}, **settings)
        pages.append(page)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.set_content(f"<!DOCTYPE html><body style='margin:0'>{bundle[0]['text/html']}")
        (inner,) = page.frames[1:]
        inner.wait_for_selector(ready)
        return inner

    yield opens
    for page in pages:
        page.close()
    assert not faults
