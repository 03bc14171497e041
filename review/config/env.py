"""The environment variables Answerprint reads, typed and documented in one place."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from review.config.runtime import runtime


class Env(BaseSettings):
    """Deployment settings. Each embedded part (database, broker, store) is replaced by its own URL."""

    model_config = SettingsConfigDict(env_prefix="", case_sensitive=False)

    answerprint_profile: str = Field("demo", description="Which data under var/ this process uses.")
    database_url: str = Field("", description="PostgreSQL 15 or newer; empty: the embedded server.")
    broker_url: str = Field("", description="Redis protocol broker; empty: the embedded Valkey.")
    store_url: str = Field("", description="fsspec URL of the artefact store; empty: var/<profile>/store.")
    media_roots: str = Field(
        "", description="Allowed server roots as id=path pairs joined by ';'; empty: inbox=var/<profile>/inbox."
    )
    secret_key: str = Field("", description="Django secret key; empty: one made and kept in var/<profile>.")
    allowed_hosts: str = Field("127.0.0.1,localhost,[::1]", description="Hosts the site answers to, by comma.")
    site_url: str = Field("http://127.0.0.1:8000", description="The address people use, for mail and CSRF.")
    debug: bool = False
    secure_cookies: bool = Field(False, description="True behind https.")
    lease_seconds: float = Field(60.0, description="How long a claimed job stays claimed without a heartbeat.")
    heartbeat_seconds: float = 10.0
    beat_seconds: float = 5.0
    stall_seconds: float = Field(900.0, description="A job whose progress stands still this long loses its lease.")
    render_device: str = Field(
        "auto", description="Computes runs: auto, cuda, openvino, intel-gpu, cpu, or a back end's id."
    )
    generative_models: str = Field(
        "", description="TOML file that declares generative models beside the one that ships (docs of models/declared)."
    )
    answerprint_compiled: str = Field("", description="Keeps compiled networks; empty: var/<profile>/compiled.")
    media_accel_prefix: str = Field("", description="Internal address from which the web server in front sends files.")
    max_upload_bytes: int = 2 * 1024**4
    picture_cache_bytes: int = Field(
        50 * 1024**3, description="Room for stills, motion windows, masks and 2160p; looked at longest ago goes first."
    )

    def resolved(self) -> "Env":
        """Return a copy in which every empty URL points at the profile's embedded part."""
        place = runtime(self.answerprint_profile)
        return self.model_copy(
            update={
                "database_url": self.database_url or place.database_url,
                "broker_url": self.broker_url or place.broker_url,
                "store_url": self.store_url or place.store_dir.as_uri(),
            }
        )

    def roots(self) -> dict[str, Path]:
        """Return the allowed server roots by id."""
        pairs = (item.split("=", 1) for item in self.media_roots.split(";") if "=" in item)
        named = {root_id.strip(): Path(path.strip()) for root_id, path in pairs}
        return named or {"inbox": runtime(self.answerprint_profile).inbox_dir}
