from claims.extraction.linguistic.memory import FEMALE, MALE, Memory


def test_short_name_explains_itself_by_the_full_one() -> None:
    memory = Memory()
    memory.note_person("Ana Ruiz")
    assert memory.full_name("Ruiz") == "Ana Ruiz"
    assert memory.is_known_person("Ruiz")


def test_surname_of_two_people_stays_short() -> None:
    memory = Memory()
    memory.note_person("Ana Ruiz")
    memory.note_person("Bela Ruiz")
    assert memory.full_name("Ruiz") == "Ruiz"


def test_longer_form_of_a_name_wins() -> None:
    memory = Memory()
    memory.note_person("Ana Ruiz")
    memory.note_person("Ana Ruiz Novak")
    assert memory.full_name("Ana") == "Ana Ruiz Novak"


def test_gender_by_evidence_outweighs_the_first_name() -> None:
    memory = Memory()
    memory.note_gender("Robin Hood", FEMALE)
    assert memory.gender_of("Robin Hood") == FEMALE
    assert memory.gender_of("John Miller") == MALE
    assert memory.gender_of("Xyz Abc") is None


def test_two_countries_of_equal_weight_decide_nothing() -> None:
    memory = Memory()
    memory.note_country("France")
    assert memory.salient_country() == "France"
    memory.note_country("Spain")
    assert memory.salient_country() is None


def test_country_that_only_qualifies_weighs_less() -> None:
    memory = Memory()
    memory.note_country("France", 0.5)
    memory.note_country("Spain")
    assert memory.salient_country() == "Spain"
