"""The settings: one frozen object, read once at the edge and passed in."""

import json
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from index.errors import SettingsError

FILE = "byline.toml"


def _as_json(value: object) -> str:
    """A table as one line of JSON, so that settings can be compared and hashed."""
    table = json.loads(value) if isinstance(value, str) else value
    if not isinstance(table, dict):
        raise ValueError("it must be a table of options")  # noqa: TRY004 - what pydantic reports
    return json.dumps(table, sort_keys=True)


class Settings(BaseSettings):
    """What a user can set; a `BYLINE_*` variable wins over `byline.toml` in the working folder, which wins over these.

    Attributes:
        index: The folder of the default index.
        embedder: "all-MiniLM-L6-v2", which is installed with Byline, or a folder with another sentence-transformers
            model, or the name of one that is already in the local model cache, or "langchain:MODULE:NAME" for any
            LangChain `Embeddings`. Nothing is ever downloaded.
        embedder_options: A table: `question_prompt` and `passage_prompt` of a sentence-transformers model, where it
            carries none or others are wanted; arguments of NAME. Kept as JSON; `options()` gives the table.
        questions: A folder with question sets, which the page's evals offer.
        publishers: A file of your own entries for the publisher registry, as `index/publishers.toml`.
        writer: The language model that writes answers, "PROVIDER:MODEL" or "gguf:PATH"; None for answers without one.
        writer_url: Of an OpenAI-compatible server of one's own; None for the provider's.
        writer_key: The provider's key; None for the one in the provider's own variable (OPENAI_API_KEY, ...).
        writer_key_file: A file that holds the key and nothing else.
    """

    model_config = SettingsConfigDict(env_prefix="BYLINE_", toml_file=FILE, extra="forbid", frozen=True)

    index: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("byline")) / "index")
    embedder: str = "all-MiniLM-L6-v2"
    publishers: Path | None = None
    questions: Path | None = None
    writer: str | None = None
    writer_url: str | None = None
    writer_key: SecretStr | None = None
    writer_key_file: Path | None = None
    embedder_options: Annotated[str, BeforeValidator(_as_json)] = "{}"

    def options(self) -> dict[str, Any]:
        """The table of `embedder_options`."""
        table: dict[str, Any] = json.loads(self.embedder_options)
        return table

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the base class names it
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the base class names it
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    def key_of_writer(self) -> SecretStr | None:
        """The key, from wherever it is.

        Raises:
            SettingsError: The file that is to hold it cannot be read.
        """
        if self.writer_key is not None or self.writer_key_file is None:
            return self.writer_key
        try:
            return SecretStr(self.writer_key_file.read_text(encoding="utf-8").strip())
        except (OSError, ValueError) as error:
            raise SettingsError(
                f"The writer's key cannot be read from {self.writer_key_file} ({type(error).__name__}).",
                hint="Name a text file that holds the key and nothing else.",
            ) from None


def read() -> Settings:
    """The settings in force here and now.

    Raises:
        SettingsError: byline.toml or a variable holds something that cannot be used.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"The setting {name!r} cannot be used: {first['msg']}.",
            hint=f"Look at the BYLINE_* variables and at {FILE} in {Path.cwd()}.",
        ) from error
    except ValueError as error:  # tomllib.TOMLDecodeError
        raise SettingsError(f"{Path.cwd() / FILE} is not valid TOML: {error}.", hint="Mend or remove it.") from error
