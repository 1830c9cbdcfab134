# memlong_library(NAME SOURCES ... [PUBLIC libs...] [PRIVATE libs...] [TORCH])
# One static library per folder; third-party libraries are PRIVATE. TORCH shares the precompiled
# LibTorch headers.
add_library(memlong_flags INTERFACE)
target_include_directories(memlong_flags INTERFACE ${CMAKE_SOURCE_DIR})
# -Wrestrict: GCC 12 warns falsely about std::string concatenation at -O3 (GCC bug 105651).
target_compile_options(memlong_flags INTERFACE -Wall -Wextra -Wno-missing-field-initializers
                       $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
                       $<$<BOOL:${MEMLONG_WERROR}>:-Werror>)
if(MEMLONG_SANITIZE)
    target_compile_options(memlong_flags INTERFACE -fsanitize=${MEMLONG_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(memlong_flags INTERFACE -fsanitize=${MEMLONG_SANITIZE})
endif()

function(memlong_use_torch name)
    # SYSTEM: LibTorch's own headers are not ours to warn about.
    target_include_directories(${name} SYSTEM PRIVATE ${TORCH_INCLUDE_DIRS})
    target_link_libraries(${name} PRIVATE ${TORCH_LIBRARIES})
    if(NOT TARGET memlong_torch_pch)
        file(WRITE ${CMAKE_BINARY_DIR}/torch_pch.cpp "")
        add_library(memlong_torch_pch OBJECT ${CMAKE_BINARY_DIR}/torch_pch.cpp)
        target_include_directories(memlong_torch_pch SYSTEM PRIVATE ${TORCH_INCLUDE_DIRS})
        target_link_libraries(memlong_torch_pch PRIVATE memlong_flags ${TORCH_LIBRARIES})
        target_precompile_headers(memlong_torch_pch PRIVATE <torch/torch.h>)
    endif()
    target_precompile_headers(${name} REUSE_FROM memlong_torch_pch)
    # Programs would get -fPIE, with which the precompiled header of the libraries is not valid.
    target_compile_options(${name} PRIVATE $<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-fPIC>)
endfunction()

function(memlong_library name)
    cmake_parse_arguments(ARG "TORCH" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PUBLIC memlong_flags ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
    if(ARG_TORCH)
        memlong_use_torch(${name})
    endif()
endfunction()

# memlong_test(NAME SOURCES ... LIBS ... [LABELS ...] [TORCH] [ONE_ENTRY])
# Light tests are listed one by one; TORCH and ONE_ENTRY ones run as one ctest entry, since each start loads
# LibTorch. Threads sleep while they wait for each other, since tests run side by side.
function(memlong_test name)
    cmake_parse_arguments(ARG "TORCH;ONE_ENTRY" "" "SOURCES;LIBS;LABELS" ${ARGN})
    if(NOT ARG_LABELS)
        set(ARG_LABELS unit)
    endif()
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE memlong_flags memlong_test_support ${ARG_LIBS} GTest::gmock
                          GTest::gtest_main)
    if(ARG_TORCH)
        memlong_use_torch(${name})
        # libsentencepiece has an old protobuf under the symbols of the one that LibTorch uses; a program
        # that loads both crashes, so a test takes only the libraries whose symbols it names.
        target_link_options(${name} PRIVATE LINKER:--as-needed)
    endif()
    if(ARG_TORCH OR ARG_ONE_ENTRY)
        add_test(NAME ${name} COMMAND ${name})
        set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 900
                             ENVIRONMENT OMP_WAIT_POLICY=PASSIVE)
    else()
        gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 300
                              ENVIRONMENT OMP_WAIT_POLICY=PASSIVE)
    endif()
endfunction()
