"""What can keep an external engine from drawing."""

from typing import ClassVar

from restoration.errors import RestorationError


class EngineProblem(RestorationError):
    """An external engine did not draw what it was asked for."""

    code: ClassVar[str] = "engine-failed"
    sentence: ClassVar[str] = 'The external engine "{engine}" failed: {found}.'


class EngineRefused(EngineProblem):
    """The program says that it cannot do what is asked, now or later."""

    code: ClassVar[str] = "engine-refused"
    sentence: ClassVar[str] = 'The external engine "{engine}" cannot do this: {found}.'


class EngineNotReady(EngineProblem):
    """The program says that its device is taken or not there; another worker, or a later time, may do."""

    code: ClassVar[str] = "engine-not-ready"
    sentence: ClassVar[str] = 'The external engine "{engine}" has no device now: {found}.'
    retryable: ClassVar[bool] = True


class EngineOutOfMemory(EngineProblem):
    """The program says that it ran out of memory; fewer pictures at once may fit."""

    code: ClassVar[str] = "engine-out-of-memory"
    sentence: ClassVar[str] = 'The external engine "{engine}" ran out of memory: {found}.'
    retryable: ClassVar[bool] = True


class EngineKilled(EngineProblem):
    """The program was ended from outside, as a system does that runs out of memory."""

    code: ClassVar[str] = "engine-killed"
    sentence: ClassVar[str] = 'The external engine "{engine}" was ended by signal {signal}: {found}.'
    retryable: ClassVar[bool] = True


class EngineTooSlow(EngineProblem):
    """The program was ended because it went longer without a finished picture than its declaration allows."""

    code: ClassVar[str] = "engine-too-slow"
    sentence: ClassVar[str] = 'The external engine "{engine}" was ended: it finished nothing in {seconds} s.'
    retryable: ClassVar[bool] = True


class EngineNotAsDeclared(EngineProblem):
    """The program is not there, does not say what it is, or is another one than was declared."""

    code: ClassVar[str] = "engine-not-as-declared"
    sentence: ClassVar[str] = 'The external engine "{engine}" is not the one that was declared: {found}.'


class EngineDrewNonsense(EngineProblem):
    """The results are not pictures of what the program was shown."""

    code: ClassVar[str] = "engine-drew-nonsense"
    sentence: ClassVar[str] = 'The results of the external engine "{engine}" cannot be used: {found}.'
