"""Collections, films and makers."""

import factory

from review.catalog.models import Collection, Credit, Edition, Film, Maker


class CollectionFactory(factory.django.DjangoModelFactory[Collection]):
    class Meta:
        model = Collection
        django_get_or_create = ("name",)

    name = "The archive"


class FilmFactory(factory.django.DjangoModelFactory[Film]):
    class Meta:
        model = Film

    collection = factory.SubFactory(CollectionFactory)
    title_zh_hant = "武狀元蘇乞兒"
    title_zh_hans = "武状元苏乞儿"
    title_en = "King of Beggars"
    year = 1992


class MakerFactory(factory.django.DjangoModelFactory[Maker]):
    class Meta:
        model = Maker

    name_zh_hant = "陳嘉上"
    name_zh_hans = "陈嘉上"
    name_en = "Gordon Chan"


class CreditFactory(factory.django.DjangoModelFactory[Credit]):
    class Meta:
        model = Credit

    film = factory.SubFactory(FilmFactory)
    maker = factory.SubFactory(MakerFactory)
    job = Credit.Job.DIRECTOR


class EditionFactory(factory.django.DjangoModelFactory[Edition]):
    class Meta:
        model = Edition

    film = factory.SubFactory(FilmFactory)
    kind = Edition.Kind.HONG_KONG
